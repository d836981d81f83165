#include "tests/cloud/alibaba_world.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/evaluate.h"
#include "tests/cloud/judged_packets.h"
#include "tests/cloud/machines.h"

namespace sgc::cloud_test {
namespace {

std::string placeholder(const std::string& name) { return "@sgc:" + name + "@"; }

bool names_port_zero(const ir::Packet& packet) {
  const bool ports = packet.protocol == protocol::kTcp || packet.protocol == protocol::kUdp;
  return ports && (packet.a == 0 || packet.b == 0);
}

}  // namespace

void AlibabaWorld::make_cloud(std::map<std::string, std::string>& inputs) {
  const ir::TargetSettings* const settings = policy_.settings("alibaba");
  const bool enterprise = settings != nullptr && settings->text("group-type", "basic") == "enterprise";
  const std::string type = enterprise ? "enterprise" : "normal";
  for (const ir::Point& point : policy_.points) {
    const auto bound = settings != nullptr ? settings->bindings.find(point.name) : decltype(settings->bindings.end()){};
    const bool is_bound = settings != nullptr && bound != settings->bindings.end();
    if (is_bound) ids_[placeholder(point.name)] = bound->second.id;
    if (point.security_group() == nullptr || !(is_bound || point.external())) continue;

    const std::string id = is_bound ? bound->second.id : "sg-of-" + point.name;
    if (!is_bound) inputs[placeholder(point.name)] = id;
    service_.has_group(id, type, is_classic(point), !point.external());
    for (const ir::Direction direction : ir::kDirections) {
      inputs[fmt::format("@sgc:{}.old-{}@", point.name, to_string(direction))] = service_.old_rules(id, direction);
    }
  }
  for (const ir::PrefixList& list : policy_.prefix_lists) {
    inputs[placeholder(list.name)] = "pl-of-" + list.name;
    service_.set_prefix_list("pl-of-" + list.name, policy_.addresses(list.addresses));
  }
  AddressSet inside;
  for (const ir::Network& network : policy_.networks) inside = unite(inside, policy_.addresses(network.cidr));
  service_.set_inside(inside);
}

AlibabaWorld::AlibabaWorld(const ir::Policy& policy, const std::vector<targets::OutputFile>& files) : policy_(policy) {
  std::map<std::string, std::string> inputs;
  make_cloud(inputs);
  for (const auto& [name, id] : run_plan(files, service_, inputs)) ids_[name] = id;
  for (const ir::Point& point : policy.points) {
    const auto id = ids_.find(placeholder(point.name));
    if (point.security_group() != nullptr && id != ids_.end()) {
      service_.set_members(id->second, machines_of(policy, point));
    }
  }
}

bool AlibabaWorld::is_classic(const ir::Point& point) const {
  if (point.instance() != nullptr) {
    const auto& groups = point.instance()->groups;
    return std::any_of(groups.begin(), groups.end(), [&](ir::PointId id) { return is_classic(policy_.point(id)); });
  }
  return point.network.known() && policy_.networks[point.network.index].classic;
}

// The groups that judge a point's packets; none where others are asked instead, or nobody is.
std::vector<std::string> AlibabaWorld::groups_of(const ir::Point& point) const {
  if (point.instance() != nullptr) {
    const auto& groups = point.instance()->groups;
    const bool known = std::none_of(groups.begin(), groups.end(), [&](ir::PointId id) { return policy_.point(id).external(); });
    return known ? service_.groups_of(ids_.at(placeholder(point.name))) : std::vector<std::string>();
  }
  const ir::SecurityGroupPart* const group = point.security_group();
  if (group == nullptr || group->external || !group->instances.empty()) return {};
  return {ids_.at(placeholder(point.name))};
}

// Those at the edges of the rules; and the same from and to a machine of the network, and of the point itself.
std::vector<ir::Packet> AlibabaWorld::packets(const ir::Point& point, ir::Direction direction, std::size_t most,
                                              std::uint64_t seed) const {
  std::vector<ir::Packet> packets = judged_packets(policy_, point, direction, most / 2, seed);
  const std::size_t edges = packets.size();
  for (std::size_t i = 0; i < edges; ++i) {
    ir::Packet packet = packets[i];
    u128& far = direction == ir::Direction::Inbound ? packet.source : packet.destination;
    const auto member = policy_.addresses(point.addresses).front(packet.family);
    if (i % 2 == 0 && packet.family == Family::V4) far = 0x0A000001;  // 10.0.0.1
    if (i % 2 == 1 && member) far = member->value;
    packets.push_back(packet);
  }
  return packets;
}

std::optional<std::string> AlibabaWorld::difference(const ir::Point& point, ir::Direction direction, std::size_t most,
                                                    std::uint64_t seed) {
  const std::vector<std::string> groups = groups_of(point);
  if (groups.empty()) return std::nullopt;
  for (const ir::Packet& packet : packets(point, direction, most, seed)) {
    if (names_port_zero(packet) || (is_classic(point) && packet.family == Family::V6)) continue;
    const bool wanted = ir::evaluate(policy_, point.list(direction), packet).verdict == ir::Verdict::Allow;
    for (const bool match : {false, true}) {
      if (match && packet.family == Family::V4) continue;  // is the same
      service_.references_match_ipv6(match);
      ++asked_;
      const bool passes = service_.passes(groups, direction, packet);
      if (passes == wanted) continue;
      return fmt::format("{} {}: {} {} at the service and {} in the policy", point.name, to_string(direction),
                         ir::to_string(packet), passes ? "passes" : "is dropped", wanted ? "passes" : "is denied");
    }
  }
  return std::nullopt;
}

std::optional<std::string> AlibabaWorld::difference(std::size_t most, std::uint64_t seed) {
  for (const ir::Point& point : policy_.points) {
    for (const ir::Direction direction : ir::kDirections) {
      if (auto found = difference(point, direction, most, seed)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace sgc::cloud_test
