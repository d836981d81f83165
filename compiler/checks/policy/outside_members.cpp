// SGC3034: an instance that binds a group and is not among its members: rules that name the group do not mean it.
#include "compiler/checks/all_checks.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {

void check_outside_members(const Subject& subject, Sink& sink) {
  constexpr std::size_t kMostRanges = 2;
  if (!sink.wants(kind::OutsideMembers)) return;
  const ir::Policy& policy = subject.policy;
  for (const ir::Point& point : policy.points) {
    if (point.instance() == nullptr) continue;
    for (const ir::PointId id : point.instance()->groups) {
      const ir::Point& group = policy.point(id);
      const AddressSet& members = policy.addresses(group.addresses);
      const AddressSet outside = subtract(policy.addresses(point.addresses), members);
      if (members.empty() || outside.empty()) continue;
      sink.report(diagnose(kind::OutsideMembers, point.span, to_string(outside, kMostRanges), point.name,
                           fmt::format("'{}'", group.name))
                      .with_note(group.span, fmt::format("its members are {}", to_string(members, kMostRanges)))
                      .with_help("rules that name the group do not mean this instance: add it to the members, or leave them out")
                      .at_point(point.name));
    }
  }
}

}  // namespace sgc::checks
