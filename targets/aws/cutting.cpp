#include "targets/aws/cutting.h"

#include <algorithm>
#include <map>

#include "compiler/net/prefix.h"
#include "targets/cloud/cidr.h"
#include "targets/cloud/rulings.h"

namespace sgc::targets::aws {
namespace {

using cloud::Families;
using cloud::Traffic;

ServiceSet restricted(const ServiceSet& services, Families families) {
  if (families == cloud::kBothFamilies) return services;
  ServiceSet result;
  for (const Family family : kFamilies) {
    if (families.has(family)) result = unite(result, services.restricted_to(family));
  }
  return result;
}

AddressSet restricted(const AddressSet& addresses, Families families) {
  if (families == cloud::kBothFamilies) return addresses;
  AddressSet result;
  for (const Family family : kFamilies) {
    if (families.has(family)) result = unite(result, addresses.restricted_to(family));
  }
  return result;
}

// A rule of the list as packets meet it there, or the default at its end.
struct Line {
  std::size_t rule = 0;
  bool allow = false;
  Families families;
  ServiceSet services;
  AddressSet far;
  cloud::FarSide side;  // of an allow

  bool meets(const Line& other) const { return services.overlaps(other.services) && far.overlaps(other.far); }
};

// What is left to an allow within one cell of services, inside which no rule tells two services apart.
struct Cell {
  ServiceSet services;
  AddressSet missing;      // that it must bring in: not denied, and not brought in by an earlier allow
  AddressSet allowed;      // that may be said: what earlier allows bring in, too
  bool untouched = false;  // nothing of it is denied
};

// The fewest blocks inside `allowed` that take all of `missing`: of the blocks of `allowed`, none of which can be
// larger, those that meet it.
template <class Number>
void add_blocks(std::span<const ClosedRange<Number>> allowed, std::span<const ClosedRange<Number>> missing,
                std::vector<ClosedRange<Number>>& blocks) {
  std::size_t at = 0;
  for (const ClosedRange<Number>& range : allowed) {
    for_each_prefix(range, [&](const PrefixOf<Number>& prefix) {
      const ClosedRange<Number> block = prefix.range();
      while (at < missing.size() && missing[at].last < block.first) ++at;
      if (at < missing.size() && missing[at].first <= block.last) blocks.push_back(block);
    });
  }
}

AddressSet widest_blocks(const AddressSet& allowed, const AddressSet& missing) {
  if (missing == allowed) return allowed;
  std::vector<RangeV4> v4;
  std::vector<RangeV6> v6;
  add_blocks<std::uint32_t>(allowed.v4(), missing.v4(), v4);
  add_blocks<u128>(allowed.v6(), missing.v6(), v6);
  return AddressSet::from_ranges(std::move(v4), std::move(v6));
}

std::uint64_t cost(const AllowedPart& part) {
  std::uint64_t sum = 0;
  for (const Family family : kFamilies) {
    if (part.addresses.empty(family)) continue;
    sum += cloud::count_cidrs(part.addresses, family) * count_services(part.services, family);
  }
  return sum;
}

std::uint64_t cost(const std::vector<AllowedPart>& parts) {
  std::uint64_t sum = 0;
  for (const AllowedPart& part : parts) sum += cost(part);
  return sum;
}

class Cutter {
 public:
  Cutter(const ir::Policy& policy, const ir::Point& point, ir::Direction direction, HeededDenies heeded, Families extent)
      : policy_(policy), point_(point), direction_(direction), list_(point.list(direction)), heeded_(heeded),
        extent_(extent) {
    for (std::size_t i = 0; i < list_.rules.size(); ++i) add_line(i);
    add_default();
  }

  Cutting run(std::size_t from) && {
    std::vector<bool> cuts(list_.rules.size(), false);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].allow && lines_[i].rule >= from) lower(i, cuts);
    }
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      if (cuts[i]) cutting_.denies.push_back(i);
    }
    return std::move(cutting_);
  }

 private:
  void add_line(std::size_t index) {
    const ir::Rule& rule = list_.rules[index];
    const bool allow = rule.verdict == ir::Verdict::Allow;
    if (!allow && !heeded_.heeds(index)) return;
    const Families families = cloud::families_of_rule(policy_, point_, rule, direction_) & extent_;
    if (families.none()) return;

    Line line{index, allow, families, restricted(policy_.service_set(rule.service), families), {}, {}};
    const ir::WhoId far = cloud::far_side(rule, direction_);
    line.far = restricted(policy_.addresses(far), families);
    if (allow) line.side = cloud::split_far_side(policy_, policy_.whos[far], refers);
    lines_.push_back(std::move(line));
  }

  void add_default() {
    if (list_.otherwise.verdict != ir::Verdict::Allow) return;
    Line line{list_.rules.size(), true, extent_, restricted(ServiceSet::all(), extent_), {}, {}};
    line.far = restricted(AddressSet::any(), extent_);
    line.side = {{}, line.far, extent_};
    lines_.push_back(std::move(line));
  }

  void lower(std::size_t at, std::vector<bool>& cuts) {
    const Line& line = lines_[at];
    std::vector<std::size_t> denies;
    for (std::size_t i = 0; i < at; ++i) {
      if (!lines_[i].allow && lines_[i].meets(line)) denies.push_back(i);
    }
    if (denies.empty()) return add_whole(line, line.side.references, line.side.addresses);

    // References that no deny meets stay what they are; the others become addresses, and are cut with them.
    std::vector<ir::WhoItem> kept;
    AddressSet rest = line.side.addresses;
    for (const ir::WhoItem& item : line.side.references) {
      const AddressSet& members = policy_.addresses(item.addresses);
      const bool met = std::any_of(denies.begin(), denies.end(), [&](std::size_t i) { return lines_[i].far.overlaps(members); });
      if (met) {
        rest = unite(rest, members);
      } else {
        kept.push_back(item);
      }
    }
    rest = restricted(rest, line.families);
    const std::vector<Cell> cells = cells_of(line, rest, denies, cuts);
    const bool untouched = std::all_of(cells.begin(), cells.end(), [](const Cell& cell) { return cell.untouched; });
    if (untouched) return add_whole(line, line.side.references, line.side.addresses);
    if (!kept.empty()) add_whole(line, kept, {});
    add_cheapest(line, cells);
  }

  void add_whole(const Line& line, const std::vector<ir::WhoItem>& references, const AddressSet& addresses) {
    cutting_.parts.push_back(
        {line.rule, references, restricted(addresses, line.families), line.services, line.families, false});
  }

  // Cuts the services of the allow at the borders of every rule that has a say, and asks each cell what is left.
  std::vector<Cell> cells_of(const Line& line, const AddressSet& target, const std::vector<std::size_t>& denies,
                             std::vector<bool>& cuts) const {
    std::vector<const Line*> speakers;
    for (std::size_t i = 0; i <= denies.back(); ++i) {
      // Also a deny that is none of this allow's business: it says what earlier allows really let through.
      if (lines_[i].services.overlaps(line.services)) speakers.push_back(&lines_[i]);
    }
    std::vector<Cell> cells;
    for (ServiceSet& services : partition(line.services, speakers)) {
      cells.push_back(look_at(std::move(services), target, speakers, cuts));
    }
    return cells;
  }

  static std::vector<ServiceSet> partition(const ServiceSet& whole, const std::vector<const Line*>& speakers) {
    std::vector<ServiceSet> cells{whole};
    std::vector<const ServiceSet*> known;
    for (const Line* speaker : speakers) {
      const bool again = std::any_of(known.begin(), known.end(),
                                     [&](const ServiceSet* other) { return *other == speaker->services; });
      if (again) continue;
      known.push_back(&speaker->services);
      std::vector<ServiceSet> finer;
      for (const ServiceSet& cell : cells) {
        ServiceSet inside = intersect(cell, speaker->services);
        ServiceSet outside = subtract(cell, speaker->services);
        if (!inside.empty()) finer.push_back(std::move(inside));
        if (!outside.empty()) finer.push_back(std::move(outside));
      }
      cells = std::move(finer);
    }
    return cells;
  }

  static Cell look_at(ServiceSet services, const AddressSet& whole, const std::vector<const Line*>& speakers,
                      std::vector<bool>& cuts) {
    const AddressSet target = restricted(whole, {!services.empty(Family::V4), !services.empty(Family::V6)});
    AddressSet allowed;
    AddressSet denied;
    for (const Line* speaker : speakers) {
      if (!speaker->services.overlaps(services)) continue;
      if (speaker->allow) {
        allowed = unite(allowed, subtract(speaker->far, denied));
        continue;
      }
      const AddressSet newly = subtract(subtract(speaker->far, allowed), denied);
      if (newly.overlaps(target)) cuts[speaker->rule] = true;
      denied = unite(denied, newly);
    }
    const AddressSet left = subtract(target, denied);
    return {std::move(services), subtract(left, allowed), unite(left, allowed), left == target};
  }

  // Either each cell by itself, or what is left in all of them with all services, and the rest by itself.
  void add_cheapest(const Line& line, const std::vector<Cell>& cells) {
    std::vector<AllowedPart> each = parts_of(line, cells);
    std::vector<AllowedPart> together = common_and_rest(line, cells);
    std::vector<AllowedPart>& best = cost(together) < cost(each) ? together : each;
    for (AllowedPart& part : best) cutting_.parts.push_back(std::move(part));
  }

  static AllowedPart part_of(const Line& line, AddressSet addresses, ServiceSet services) {
    AllowedPart part{line.rule, {}, std::move(addresses), std::move(services), {}, true};
    part.families = line.families & cloud::families_of(part.addresses);
    return part;
  }

  // Cells with the same addresses left become one part.
  static std::vector<AllowedPart> parts_of(const Line& line, const std::vector<Cell>& cells) {
    std::vector<AllowedPart> parts;
    for (const Cell& cell : cells) {
      if (cell.missing.empty()) continue;
      AddressSet blocks = widest_blocks(cell.allowed, cell.missing);
      const auto same = std::find_if(parts.begin(), parts.end(),
                                     [&](const AllowedPart& part) { return part.addresses == blocks; });
      if (same == parts.end()) {
        parts.push_back(part_of(line, std::move(blocks), cell.services));
      } else {
        same->services = unite(same->services, cell.services);
      }
    }
    return parts;
  }

  static std::vector<AllowedPart> common_and_rest(const Line& line, const std::vector<Cell>& cells) {
    AddressSet missing = cells.front().missing;
    AddressSet allowed = cells.front().allowed;
    for (const Cell& cell : cells) {
      missing = intersect(missing, cell.missing);
      allowed = intersect(allowed, cell.allowed);
    }
    if (missing.empty()) return parts_of(line, cells);

    const AddressSet common = widest_blocks(allowed, missing);
    std::vector<Cell> rest = cells;
    for (Cell& cell : rest) cell.missing = subtract(cell.missing, common);
    std::vector<AllowedPart> parts = parts_of(line, rest);
    parts.insert(parts.begin(), part_of(line, common, line.services));
    return parts;
  }

  const ir::Policy& policy_;
  const ir::Point& point_;
  ir::Direction direction_;
  const ir::RuleList& list_;
  HeededDenies heeded_;
  Families extent_;
  std::vector<Line> lines_;
  Cutting cutting_;
};

bool tells_family(const Traffic& traffic) {
  return traffic.is(protocol::kIcmp) || traffic.is(protocol::kIcmp6);
}

// Whether the protocols are met in IPv4 alone, so that a reference cannot say more in IPv6.
bool only_in_v4(const Traffic& traffic) {
  if (traffic.all) return false;
  for (unsigned number = traffic.first_protocol; number <= traffic.last_protocol; ++number) {
    if (exists_in(Family::V6, static_cast<std::uint8_t>(number))) return false;
  }
  return true;
}

}  // namespace

bool refers(const ir::Policy& policy, const ir::WhoItem& item) {
  if (item.kind == ir::WhoItem::Kind::PrefixList) {
    const AddressSet& members = policy.addresses(item.addresses);
    return members.empty(Family::V4) != members.empty(Family::V6);  // one prefix list has one family
  }
  if (item.kind != ir::WhoItem::Kind::Point) return false;
  const ir::Point& point = policy.point(item.point);
  const ir::LoadBalancerPart* const balancer = point.load_balancer();
  // Behind one that keeps clients' addresses, its group stands for those clients, too.
  if (balancer != nullptr) return balancer->snat;
  return point.security_group() != nullptr;
}

Naming naming_of(const ir::Policy& policy, const ir::WhoItem& item, const Traffic& traffic) {
  const Families members = cloud::families_of(policy.addresses(item.addresses));
  if (members.none()) return Naming::ByName;
  if ((members & traffic.families).none()) return Naming::NotAtAll;
  const bool exact = tells_family(traffic) || members.within(traffic.families) || only_in_v4(traffic);
  return exact ? Naming::ByName : Naming::ByAddresses;
}

Cutting cut(const ir::Policy& policy, const ir::Point& point, ir::Direction direction, HeededDenies heeded,
            Families extent, std::size_t from) {
  return Cutter(policy, point, direction, heeded, extent).run(from);
}

Count count_rules(const ir::Policy& policy, const AllowedPart& part) {
  Count count{};
  for (const Traffic& traffic : cloud::traffic_of(part.services, part.families)) {
    const std::uint64_t services = count_services(traffic);
    for (const Family family : kFamilies) {
      const bool here = traffic.families.has(family);
      if (here) count[index_of(family)] += services * cloud::count_cidrs(part.addresses, family);
    }
    for (const ir::WhoItem& item : part.references) {
      const Naming naming = naming_of(policy, item, traffic);
      const AddressSet& members = policy.addresses(item.addresses);
      for (const Family family : kFamilies) {
        const std::uint64_t blocks = cloud::count_cidrs(members, family);
        const bool listed = naming == Naming::ByAddresses || item.prefix_list.known();
        if (naming == Naming::NotAtAll || (listed && !traffic.families.has(family))) continue;
        count[index_of(family)] += services * (listed ? blocks : 1);
      }
    }
  }
  return count;
}

Count count_rules(const ir::Policy& policy, const Cutting& cutting) {
  Count sum{};
  for (const AllowedPart& part : cutting.parts) {
    const Count count = count_rules(policy, part);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += count[i];
  }
  return sum;
}

AddressSet allowed_at(const ir::Policy& policy, const ir::Point& point, ir::Direction direction,
                      const ServiceSet& service) {
  AddressSet allowed;
  AddressSet decided;
  const ir::RuleList& list = point.list(direction);
  for (const ir::Rule& rule : list.rules) {
    const bool near = !cloud::families_of_rule(policy, point, rule, direction).none();
    if (!near || !policy.service_set(rule.service).contains(service)) continue;
    const AddressSet& far = policy.addresses(cloud::far_side(rule, direction));
    if (rule.verdict == ir::Verdict::Allow) allowed = unite(allowed, subtract(far, decided));
    decided = unite(decided, far);
  }
  if (list.otherwise.verdict == ir::Verdict::Allow) allowed = unite(allowed, subtract(AddressSet::any(), decided));
  return allowed;
}

}  // namespace sgc::targets::aws
