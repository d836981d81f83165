#include "targets/alibaba/print_rules.h"

#include <fmt/format.h>

namespace sgc::targets::alibaba {
namespace {

using cloud::Json;
using cloud::JsonObject;

constexpr std::string_view kNoPorts = "-1/-1";

std::string ports_text(NumberRange ports) { return fmt::format("{}/{}", ports.first, ports.last); }

// The member for a block: "SourceCidrIp", "Ipv6DestCidrIp".
std::string cidr_key(std::string_view side, Family family) {
  return fmt::format("{}{}CidrIp", family == Family::V6 ? "Ipv6" : "", side);
}

struct AddPeer {
  JsonObject& json;
  const Ids& ids;
  std::string_view side;

  void operator()(const cloud::Cidr& block) const { json.add(cidr_key(side, block.family), to_string(block)); }
  void operator()(const GroupReference& reference) const {
    json.add(fmt::format("{}GroupId", side), ids.group(reference.point));
    const std::string owner = ids.owner(reference.point);
    if (!owner.empty()) json.add(fmt::format("{}GroupOwnerAccount", side), owner);
  }
  void operator()(const PrefixListReference& reference) const {
    json.add(fmt::format("{}PrefixListId", side), ids.prefix_list(reference.list));
  }
};

}  // namespace

Ids::Ids(const Model& model, const ir::Policy& policy, const Options& options) : policy_(policy), options_(options) {
  for (const Group& group : model.groups) groups_.try_emplace(group.point, group.id);
}

std::string Ids::group(ir::PointId point) const {
  const auto own = groups_.find(point);
  return own != groups_.end() ? std::string(own->second) : options_.bindings.id(policy_.point(point).name);
}

std::string Ids::prefix_list(ir::PrefixListId list) const {
  return options_.bindings.id(policy_.prefix_lists[list.index].name);
}

std::string Ids::owner(ir::PointId point) const {
  return policy_.point(point).external() ? options_.owner_account : std::string();
}

Json permission_json(const Entry& entry, ir::Direction direction, const Ids& ids) {
  const bool inbound = direction == ir::Direction::Inbound;
  const std::string_view far = inbound ? "Source" : "Dest";
  const std::string_view near = inbound ? "Dest" : "Source";
  const bool ports = has_ports(entry.protocol);
  JsonObject json;
  json.add("IpProtocol", to_string(entry.protocol)).add("PortRange", ports ? ports_text(entry.ports) : std::string(kNoPorts));
  if (ports && entry.source_ports != kNamedPorts) json.add("SourcePortRange", ports_text(entry.source_ports));
  std::visit(AddPeer{json, ids, far}, entry.peer);
  if (entry.near) json.add(cidr_key(near, entry.near->family), to_string(*entry.near));
  json.add("Policy", entry.accept ? "accept" : "drop").add("Priority", fmt::format("{}", entry.level));
  json.add("NicType", to_string(entry.nic));
  if (!entry.description.empty()) json.add("Description", entry.description);
  return json.done();
}

}  // namespace sgc::targets::alibaba
