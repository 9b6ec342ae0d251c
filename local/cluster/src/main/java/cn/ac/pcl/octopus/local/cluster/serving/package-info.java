/** What a client needs to reach the server and to trust it: token, certificate, kubeconfig. */
@NullMarked
package cn.ac.pcl.octopus.local.cluster.serving;

import org.jspecify.annotations.NullMarked;
