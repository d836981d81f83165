// A concrete packet's way through the points of a policy: which lists it meets, in which order, and where it
// ends. The reference meaning of `assert` and `sgc explain`; what proves things over whole sets is held
// against it, packet by packet. Written to be obviously right, not fast.
//
// - A sender that is a point meets its outbound list first; one that is given as an address meets none.
// - A group that instances bind is, for an address that some of these have, the instances that have it; for any
// other
//   address every one of them. Its own list counts where none binds it. A group that is somebody else's (external)
//   has no lists here.
// - An address is the instance that has it; else the groups whose members hold it; else the load balancer
// whose VIP it
//   is; else nobody's.
// - At a load balancer the packet meets the inbound list, then the listener on its VIP, protocol and port
// (none: it
//   ends there, denied), then for every member address of the backend the load balancer's outbound list and
//   the backend's inbound list, with the forwarded packet: to the member's address and the backend port, from
//   the client with `snat off`, from the addresses that backends see with `snat on`; the source port is kept.
//   Members of a family that no such source has are not forwarded to; where no member is left, the packet
//   ends at the load balancer.
// - Where exactly one end of a packet, forwarded ones too, lies in the subnets of an acl, the packet meets
// that acl's
//   list for its direction, and the reply (reply_to) meets the other one.
// - The baseline of a host is no part of it.
#pragma once

#include <vector>

#include "compiler/ir/evaluate.h"
#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::ir {

// A packet, and the points that its ends were named by. A point that is unknown: that end was given as an
// address. An acl is no end: name its subnets' addresses instead. Before: the packet's addresses belong to
// the points named; to a load balancer means one of its VIPs.
struct Journey {
  Packet packet;
  PointId from;
  PointId to;
};

// One place where the packet, what it became, or the reply to it, was judged.
struct Step {
  enum class Kind : std::uint8_t {
    List,        // by the point's list of that direction; `decision` says by which rule
    NoListener,  // by a load balancer none of whose listeners takes it: denied
    NoMember,    // by a load balancer whose backend has no member that it could be forwarded to: denied
  };

  Kind kind = Kind::List;
  PointId point;
  Direction direction = Direction::Inbound;
  bool reply = false;  // `packet` is the reply, at the border of an acl
  Packet packet;
  Decision decision;
};

// One way that the packet can take. It ends at the first step that does not allow.
struct Way {
  std::vector<Step> steps;
  Verdict verdict = Verdict::Allow;

  bool let_through() const { return verdict == Verdict::Allow; }
};

// Every way: one for each combination of a sending and a receiving machine (instances that bind a group,
// groups that hold an address, members of a backend). Members that every list on the way treats alike are one
// way. Empty where no list of the policy is asked.
//
// `assert allow` holds for a packet when every way lets it through, `assert deny` when none does.
std::vector<Way> trace(const Policy& policy, const Journey& journey);

// The points whose lists speak for a packet to (or from) this point: the instances that bind a group, the
// group where none does, nobody for an external group or an acl, and the point itself otherwise.
std::vector<PointId> speakers_for(const Policy& policy, PointId point);

// Those of them that speak for this address of the point: of instances the ones that have it, and every one where none has.
std::vector<PointId> speakers_at(const Policy& policy, PointId point, Address address);

// The points that an address belongs to, in the order of the rule above; empty where it is nobody's.
std::vector<PointId> owners_of(const Policy& policy, Address address);

// The listener that takes this packet at this load balancer, or null.
const Listener* listener_for(const Policy& policy, const LoadBalancerPart& balancer, const Packet& packet);

}  // namespace sgc::ir
