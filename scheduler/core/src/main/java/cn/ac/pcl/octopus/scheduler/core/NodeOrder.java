package cn.ac.pcl.octopus.scheduler.core;

/// The nodes of a pool in the order in which a [Ranking] keeps them: of equally good nodes the
/// first wins.
interface NodeOrder {
    /// Another number whenever the nodes, their order or how they are judged has changed.
    int version();

    /// Their slots, in order.
    int[] members();

    /// The place of a slot in [#members], -1 when the node is not among them.
    int leafOf(int slot);

    Score score();
}
