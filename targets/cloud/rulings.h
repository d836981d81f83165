// Ruling before anything is emitted: which rules a cloud cannot match as they are written. Each is an error with the
// mend; or, where the target block says `approximate safe`, it is made to fit on the safe side (an allow shrinks, a
// deny grows) and reported. What comes out is a policy that the cloud says exactly, so that lowering has no cases left,
// and that the assertions can be proved on.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "targets/capabilities.h"
#include "targets/cloud/traffic.h"

namespace sgc::targets::cloud {

// Why some traffic cannot be matched.
struct Obstacle {
  Construct construct;
  std::string what;  // "ICMP types (icmp 3/4)"
  std::string mend;  // "write icmp without a type"
};

// What the rules of one kind of list at one cloud can match.
struct Matching {
  std::string_view cloud;  // as messages call it: "Tencent Cloud"
  bool near_side = false;  // whether a rule can test the near side

  // Nothing where the traffic can be matched exactly, by one rule or several.
  std::optional<Obstacle> (*obstacle)(const Traffic& traffic);

  // The least traffic without an obstacle that takes all of `traffic`. Asked only where there is an obstacle.
  Traffic (*widened)(const Traffic& traffic);

  // A service in pieces as the rules say them. Pieces may overlap: rules of one verdict may, too.
  std::vector<Traffic> (*pieces)(const ServiceSet& services, Families families) = traffic_of;
};

// A point and what its lists can match there.
struct RuledPoint {
  ir::PointId point;
  const Matching* matching;
};

// Rules on every rule of these points. Nothing when all can be matched, or when they cannot and `safe` is false (then
// an error was reported for each). With `safe`, the whole policy with the lists of these points made to fit: the same
// points, groups and sets under the same ids, rules that match nothing any more left out.
std::optional<ir::Policy> rule_on(const ir::Policy& policy, std::span<const RuledPoint> points, bool safe, Sink& sink);

// Notes what is left out because it changes no verdict: log, and the answer of reject (denied silently instead); and
// refuses `established deny`. Once a construct, with a count.
void report_left_out(const ir::Policy& policy, std::span<const RuledPoint> points, Sink& sink);

// The families in which a rule of this point's list can match a packet at all.
Families families_of_rule(const ir::Policy& policy, const ir::Point& point, const ir::Rule& rule,
                          ir::Direction direction);

}  // namespace sgc::targets::cloud
