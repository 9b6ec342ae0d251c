package cn.ac.pcl.octopus.base.database;

import jakarta.persistence.Timeout;
import org.hibernate.dialect.MySQLDialect;
import org.hibernate.dialect.RowLockStrategy;
import org.hibernate.dialect.lock.PessimisticLockStyle;
import org.hibernate.dialect.lock.spi.ConnectionLockTimeoutStrategy;
import org.hibernate.dialect.lock.spi.LockTimeoutType;
import org.hibernate.dialect.lock.spi.LockingSupport;
import org.hibernate.dialect.lock.spi.OuterJoinLockingType;

/**
 * The SQL that MySQL and MariaDB share: MariaDB does not know {@code for update of t}, nor {@code
 * for share}.
 */
public class CommonDialect extends MySQLDialect {
    @Override
    protected boolean supportsAliasLocks() {
        return false;
    }

    @Override
    protected boolean supportsForShare() {
        return false;
    }

    @Override
    public LockingSupport getLockingSupport() {
        return new WholeRows(super.getLockingSupport());
    }

    /** Locks the rows of every table of a query. */
    private record WholeRows(LockingSupport mysql)
            implements LockingSupport, LockingSupport.Metadata {
        @Override
        public Metadata getMetadata() {
            return this;
        }

        @Override
        public RowLockStrategy getReadRowLockStrategy() {
            return RowLockStrategy.NONE;
        }

        @Override
        public RowLockStrategy getWriteRowLockStrategy() {
            return RowLockStrategy.NONE;
        }

        @Override
        public ConnectionLockTimeoutStrategy getConnectionLockTimeoutStrategy() {
            return mysql.getConnectionLockTimeoutStrategy();
        }

        @Override
        public PessimisticLockStyle getPessimisticLockStyle() {
            return mysql.getMetadata().getPessimisticLockStyle();
        }

        @Override
        public LockTimeoutType getLockTimeoutType(Timeout timeout) {
            return mysql.getMetadata().getLockTimeoutType(timeout);
        }

        @Override
        public OuterJoinLockingType getOuterJoinLockingType() {
            return mysql.getMetadata().getOuterJoinLockingType();
        }
    }
}
