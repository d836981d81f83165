// A packet as people are shown it. What the questions answer with is one packet of many that are alike to the list; of
// these, the one is shown that a reader would have thought of: between machines that there are, of a protocol that he knows.
#pragma once

#include "compiler/checks/subject.h"

namespace sgc::checks {

// A packet that the same rule decides, and that `rule` matches where it matched the other: to or from an address of the
// point's own (of an instance that binds the group, where there are instances), from another machine than it goes to,
// not from 0.0.0.0/8 or a network itself, of a common protocol. Where there is none, or the list is too long to try, the packet itself.
ir::Packet shown_packet(const ListSubject& subject, std::size_t rule, const ir::Packet& packet);

}  // namespace sgc::checks
