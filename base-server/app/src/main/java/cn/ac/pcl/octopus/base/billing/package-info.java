/**
 * Money, in machine-hours: accounts of users and workspaces, a ledger of postings, and what each
 * run has cost. Other features report use as {@link cn.ac.pcl.octopus.base.billing.UsageMetered}
 * and may ask for a balance; nobody else books.
 */
@NullMarked
@ApplicationModule
package cn.ac.pcl.octopus.base.billing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
