#include "compiler/checks/listeners/obstacle.h"

#include <algorithm>
#include <vector>

#include "compiler/checks/listeners/likely_client.h"

namespace sgc::checks {
namespace {

using space::Truth;

// A list that stops packets of a route which came so far.
struct Obstacle {
  const Route* route = nullptr;
  GatePlace place;
  Passing stopped;

  const Gate& gate() const { return place.in(*route); }
};

bool same_list(const Gate& a, const Gate& b) { return a.point == b.point && a.direction == b.direction && a.reply == b.reply; }

class ObstacleSearch {
 public:
  ObstacleSearch(Passage& passage, std::span<const Route> routes) : passage_(passage), routes_(routes) {}

  // In the order of the way, first those on the first route.
  std::vector<Obstacle> run() {
    std::vector<Obstacle> found;
    for (const Route& route : routes_) {
      for (const GatePlace& place : gates_in_order(route)) {
        const bool known = std::any_of(found.begin(), found.end(), [&](const Obstacle& obstacle) {
          return same_list(obstacle.gate(), place.in(route));
        });
        if (known) continue;
        const Passing stopped = with_likely_client(route, [&](const Route& of_some) {
          return passage_.stopped_on_the_way(of_some, place);
        });
        if (stopped.found == Truth::Yes) found.push_back({&route, place, stopped});
      }
    }
    const auto alone = std::find_if(found.begin(), found.end(), [this](const Obstacle& obstacle) {
      return stops_all(obstacle.gate());
    });
    if (alone != found.end()) return {*alone};
    return found;
  }

 private:
  // Whether no packet of any route passes the list, whatever others do.
  bool stops_all(const Gate& list) const {
    return std::all_of(routes_.begin(), routes_.end(), [&](const Route& route) {
      const std::vector<GatePlace> places = gates_in_order(route);
      return std::any_of(places.begin(), places.end(), [&](const GatePlace& place) {
        return same_list(place.in(route), list) && passage_.passes(route, place.stretch, place.in(route)).found == Truth::No;
      });
    });
  }

  Passage& passage_;
  std::span<const Route> routes_;
};

// How to mend it, by who stops the packets.
std::string mend(const Subject& subject, const Gate& gate, const ir::RuleList& list, std::size_t rule) {
  const ir::Point& point = subject.policy.point(gate.point);
  if (rule == list.rules.size()) {
    const ir::AclPart* acl = point.acl();
    if (acl == nullptr) return fmt::format("let them in by a rule of '{}'", point.name);
    return fmt::format("let {} through by a rule of '{}'{}{}", gate.reply ? "replies" : "them", point.name,
                       gate.reply ? ", to the ports that clients open from" : "", acl->derive ? "" : ", or write `derive` in it");
  }
  if (list.rules[rule].origin == ir::Origin::Blacklist) {
    return fmt::format("take those who are meant to get through out of {}: `except …`", subject.wording.subject(list.rules[rule]));
  }
  return "an explicit deny wins over what a listener lets in: narrow it, or move it behind an allow";
}

std::string name_of(const Subject& subject, const Gate& gate) {
  return fmt::format("the {} list of '{}'{}", to_string(gate.direction), subject.policy.point(gate.point).name,
                     gate.reply ? ", asked about the replies," : "");
}

}  // namespace

std::string name_obstacles(const Subject& subject, Passage& passage, std::span<const Route> routes, Diagnostic& finding) {
  const std::vector<Obstacle> obstacles = ObstacleSearch(passage, routes).run();
  if (obstacles.empty()) return {};
  std::vector<std::string> names;
  for (const Obstacle& obstacle : obstacles) {
    const Gate& gate = obstacle.gate();
    const ir::RuleList& list = gate.list(subject.policy);
    const ir::Packet seen = packet_at(gate, obstacle.stopped.there, *obstacle.route);
    const ir::Decision decision = ir::evaluate(subject.policy, list, seen);
    const std::size_t rule = decision.rule.value_or(list.rules.size());
    const std::string where = obstacles.size() > 1 ? fmt::format("in {} ", name_of(subject, gate)) : "";
    finding.notes.push_back({Wording::place(list, rule), where + subject.wording.doing(list, rule)});
    names.push_back(name_of(subject, gate));
    if (names.size() > 1) continue;
    finding.packet = fate(seen, decision.verdict);
    finding.help = mend(subject, gate, list, rule);
    finding.point = subject.policy.point(gate.point).name;
    finding.direction = to_string(gate.direction);
  }
  if (names.size() == 1) return names.front() + " denies";
  finding.help = "each of them stops a part: let the same clients through at all";
  return enumerate(names, names.size()) + " together deny";
}

}  // namespace sgc::checks
