#pragma once
/// A first process hears of the ends of its children by a descriptor, beside its other ones.
namespace eni::sandbox::isolation::init {

/// @return  readable once a child has ended; does not block. SIGCHLD is blocked from now on, in children that are started, too. Ends the
///          process if there is none to have.
int watch_children();
/// Takes all that is there to read: what has ended is to be asked of the kernel afterwards.
void drain_child_signals(int descriptor);

}  // namespace eni::sandbox::isolation::init
