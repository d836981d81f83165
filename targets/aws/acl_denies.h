// `deny-as acl`: denies that cut an allow leave the lists of groups, which cannot say them, and stand at the head of the
// network ACL whose subnets hold the point. That is the same only where nothing is lost on either side, so it is proved,
// for every point with addresses in those subnets:
//
// - with the ACL's new denies before it, its shortened list lets through what it let through before;
// - inside the subnets, where a packet meets no network ACL, the shortened list alone does;
// - no deny takes replies to what a point opens: a network ACL judges those, too (ports as `derive` has them).
#pragma once

#include <optional>

#include "compiler/diag/sink.h"
#include "targets/target.h"

namespace sgc::targets::aws {

// The policy with those denies moved; nothing where no deny has to be. Reports what cannot be moved, with a packet, and
// notes what was. Before: the ruling found no obstacle.
std::optional<ir::Policy> with_denies_in_acls(const ir::Policy& policy, std::span<const ir::PointId> points, Sink& sink);

}  // namespace sgc::targets::aws
