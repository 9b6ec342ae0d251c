package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.SpecApi.NewSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Specs: what they cost, what they mean for a pod, who offers them. */
@Service
public class Specs {
    private static final BigDecimal SHM_SHARE = BigDecimal.TWO;

    private final SpecRepository specs;
    private final Resources resources;
    private final Pools pools;
    private final ObjectProvider<SpecUse> uses;
    private final Clock clock;

    Specs(
            SpecRepository specs,
            Resources resources,
            Pools pools,
            ObjectProvider<SpecUse> uses,
            Clock clock) {
        this.specs = specs;
        this.resources = resources;
        this.pools = pools;
        this.uses = uses;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Optional<Spec> find(String id) {
        return specs.findById(id).map(StoredSpec::toSpec);
    }

    /**
     * @throws Refusal {@code spec.not-found}
     */
    @Transactional(readOnly = true)
    public Spec get(String id) {
        return find(id).orElseThrow(() -> Refusal.of(ErrorCode.SPEC_NOT_FOUND));
    }

    /** Those of the ids that are specs, by id; one statement however many there are. */
    @Transactional(readOnly = true)
    public Map<String, Spec> find(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : specs.findAllById(ids).stream()
                        .map(StoredSpec::toSpec)
                        .collect(Collectors.toMap(Spec::id, Function.identity()));
    }

    /**
     * What a pod of a spec asks for.
     *
     * @throws Refusal {@code spec.not-found} when a resource of the spec is gone
     */
    @Transactional(readOnly = true)
    public PodShape shapeOf(Spec spec) {
        var known = resources.named(spec.quantities().keySet());
        var asked = new HashMap<String, Quantity>();
        var selector = new HashMap<String, String>();
        @Nullable Quantity shm = null;
        for (var part : spec.quantities().entrySet()) {
            var quantity = new Quantity(part.getValue());
            var resource = known.get(part.getKey());
            if (resource == null) {
                throw new Refusal(
                        ErrorCode.SPEC_NOT_FOUND,
                        "No node of the cluster has the resource " + part.getKey() + " any more");
            }
            if (resource.name().equals(Resource.SHM) && resource.isSystem()) {
                shm = quantity;
            } else {
                asked.put(resource.podName(), quantity);
            }
            if (!resource.isSystem()) {
                selector.put(NodeLabels.ofResource(resource.name()), NodeLabels.BOUND);
            }
        }
        return new PodShape(asked, shm, selector);
    }

    @Transactional(readOnly = true)
    Page<StoredSpec> list(Pageable page) {
        return specs.findAll(page);
    }

    @Transactional
    String create(NewSpec wanted) {
        var quantities = new TreeMap<>(wanted.resourceQuantity());
        check(quantities);
        try {
            return specs.saveAndFlush(
                            new StoredSpec(
                                    Ids.random(),
                                    wanted.name(),
                                    wanted.price(),
                                    quantities,
                                    clock.instant()))
                    .toSpec()
                    .id();
        } catch (DataIntegrityViolationException e) {
            throw new Refusal(ErrorCode.SPEC_CREATE_FAILED, "The name of the spec is taken", e);
        }
    }

    /** Deletes a spec that nobody uses. No transaction is open while the cluster is asked. */
    void delete(String id) {
        var spec =
                specs.findById(id)
                        .orElseThrow(() ->
                                new Refusal(
                                        ErrorCode.SPEC_DELETE_FAILED,
                                        "There is no such resource spec"));
        var reason =
                pools.usesSpec(id)
                        .or(() ->
                                uses.orderedStream()
                                        .flatMap(use -> use.usesSpec(id).stream())
                                        .findFirst());
        if (reason.isPresent()) {
            throw new Refusal(ErrorCode.SPEC_DELETE_FAILED, reason.get());
        }
        specs.delete(spec);
    }

    /** Refuses the ids that are no specs. */
    @Transactional(readOnly = true)
    void requireAll(Collection<String> ids) {
        var missing = new TreeSet<>(ids);
        missing.removeAll(find(ids).keySet());
        if (!missing.isEmpty()) {
            throw new Refusal(
                    ErrorCode.POOL_SPEC_NOT_FOUND,
                    "There is no resource spec " + String.join(", ", missing));
        }
    }

    private void check(Map<String, String> quantities) {
        var known = resources.named(quantities.keySet());
        var amounts = new HashMap<String, BigDecimal>();
        quantities.forEach((name, text) -> {
            var resource = known.get(name);
            if (resource == null) {
                throw refused("There is no resource " + name);
            }
            var amount =
                    Quantities.parse(text)
                            .orElseThrow(
                                    () -> refused("%s is no quantity of %s".formatted(text, name)));
            if (resource.podName().contains("/") && !isWhole(amount)) {
                throw refused("Devices are counted whole, not as " + text + " " + name);
            }
            amounts.put(name, amount);
        });
        var shm = amounts.get(Resource.SHM);
        if (shm != null) {
            var memory = amounts.get(Resource.MEMORY);
            if (memory == null || shm.multiply(SHM_SHARE).compareTo(memory) > 0) {
                throw refused("shm takes its space from memory, at most half of it");
            }
        }
    }

    private static boolean isWhole(BigDecimal amount) {
        return amount.stripTrailingZeros().scale() <= 0;
    }

    private static Refusal refused(String detail) {
        return new Refusal(ErrorCode.SPEC_CREATE_FAILED, detail);
    }

    /** For an answer, in the order of the ids; those that are gone are left out. */
    @Transactional(readOnly = true)
    List<Spec> inOrder(List<String> ids) {
        var found = find(ids);
        return ids.stream().flatMap(id -> Optional.ofNullable(found.get(id)).stream()).toList();
    }
}
