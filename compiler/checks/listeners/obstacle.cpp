#include "compiler/checks/listeners/obstacle.h"

#include <optional>
#include <vector>

#include "compiler/checks/ways/own_addresses.h"

namespace sgc::checks {
namespace {

using space::Truth;

// A gate that no packet of the route passes.
struct Obstacle {
  const Route* route = nullptr;
  std::size_t stretch = 0;
  std::size_t gate = 0;
  Passing arriving;  // a packet that came so far

  bool is_farther_than(const Obstacle& other) const {
    return stretch != other.stretch ? stretch > other.stretch : gate > other.gate;
  }
};

std::optional<Obstacle> obstacle_of(Passage& passage, const Route& route) {
  for (std::size_t stretch = 0; stretch < route.stretches.size(); ++stretch) {
    const std::size_t gates = route.stretches[stretch].gates.size();
    Passing arriving = passage.as_far_as(route, stretch, 0);
    for (std::size_t gate = 0; gate < gates; ++gate) {
      const Passing passing = passage.as_far_as(route, stretch, gate + 1);
      if (passing.found == Truth::No) return Obstacle{&route, stretch, gate, arriving};
      arriving = passing;
    }
  }
  return std::nullopt;
}

// How to mend it, by who stops the packets.
std::string mend(const Subject& subject, const ir::Point& point, const ir::RuleList& list, std::size_t rule) {
  if (rule == list.rules.size()) {
    const ir::AclPart* acl = point.acl();
    if (acl == nullptr) return fmt::format("let them in by a rule of '{}'", point.name);
    return fmt::format("let them through by a rule of '{}'{}", point.name, acl->derive ? "" : ", or write `derive` in it");
  }
  if (list.rules[rule].origin == ir::Origin::Blacklist) {
    return fmt::format("take those who are meant to get through out of {}: `except …`", subject.wording.subject(list.rules[rule]));
  }
  return "an explicit deny wins over what a listener lets in: narrow it, or move it behind an allow";
}

}  // namespace

std::string name_obstacle(const Subject& subject, Passage& passage, std::span<const Route> routes,
                          Diagnostic& finding) {
  std::vector<Route> shown;
  for (const Route& route : routes) shown.push_back(to_own_addresses(subject.policy, route).value_or(route));
  std::optional<Obstacle> farthest;
  for (const Route& route : shown) {
    const auto obstacle = obstacle_of(passage, route);
    if (obstacle && (!farthest || obstacle->is_farther_than(*farthest))) farthest = obstacle;
  }
  if (!farthest) return {};

  const Gate& gate = farthest->route->stretches[farthest->stretch].gates[farthest->gate];
  const ir::Point& point = subject.policy.point(gate.point);
  const ir::RuleList& list = gate.list(subject.policy);
  const ir::Packet seen = packet_at(gate, farthest->arriving.there, *farthest->route);
  const ir::Decision decision = ir::evaluate(subject.policy, list, seen);
  const std::size_t rule = decision.rule.value_or(list.rules.size());

  finding.notes.push_back({Wording::place(list, rule), subject.wording.doing(list, rule)});
  finding.packet = fate(seen, decision.verdict);
  finding.help = mend(subject, point, list, rule);
  finding.point = point.name;
  finding.direction = to_string(gate.direction);
  return fmt::format("the {} list of '{}'", to_string(gate.direction), point.name);
}

}  // namespace sgc::checks
