#include "targets/tencent/print_rules.h"

#include <fmt/format.h>

#include "targets/cloud/placeholder.h"
#include "targets/tencent/facts.h"
#include "targets/tencent/templates.h"

namespace sgc::targets::tencent {
namespace {

using cloud::Json;
using cloud::JsonObject;

constexpr std::string_view kTemplateOwner = "template";  // in placeholders

std::string_view action(bool accept) { return accept ? "ACCEPT" : "DROP"; }

// The API takes Port with TCP, UDP and ALL, and refuses it beside ICMP, ICMPV6 and GRE.
bool takes_port(Protocol protocol) {
  return protocol == Protocol::Tcp || protocol == Protocol::Udp || protocol == Protocol::All;
}

std::string_view cidr_key(Family family) { return family == Family::V4 ? "CidrBlock" : "Ipv6CidrBlock"; }

Json address_template_json(bool group, const std::string& id) {
  return JsonObject().add(group ? "AddressGroupId" : "AddressId", id).done();
}

struct AddPeer {
  JsonObject& json;
  const Ids& ids;

  void operator()(const cloud::Cidr& block) const { json.add(cidr_key(block.family), to_string(block)); }
  void operator()(const GroupReference& reference) const { json.add("SecurityGroupId", ids.group(reference.point)); }
  void operator()(const AddressTemplateReference& reference) const {
    json.add("AddressTemplate",
             address_template_json(ids.is_template_group(reference.set), ids.address_set(reference.set)));
  }
  void operator()(const PrefixListReference& reference) const {
    const std::string id = ids.prefix_list(reference.list);
    json.add("AddressTemplate", address_template_json(std::string_view(id).starts_with(kTemplateGroupIdStart), id));
  }
};

Json entry_json(const Entry& entry, const Ids& ids) {
  JsonObject json;
  if (entry.service_template == TemplateId{}) {
    json.add("Protocol", to_string(entry.service.protocol));
    if (takes_port(entry.service.protocol)) json.add("Port", port_text(entry.service));
  } else {
    json.add("ServiceTemplate", JsonObject().add("ServiceId", ids.service_template(entry.service_template)).done());
  }
  std::visit(AddPeer{json, ids}, entry.peer);
  json.add("Action", action(entry.accept));
  if (!entry.description.empty()) json.add("PolicyDescription", entry.description);
  return json.done();
}

Json entries_json(const GroupList& list, const Ids& ids) {
  std::vector<Json> elements;
  elements.reserve(list.entries.size());
  for (const Entry& entry : list.entries) elements.push_back(entry_json(entry, ids));
  return json_array(elements);
}

std::string ports_text(NumberRange ports) {
  if (ports == kAllPorts) return "all";
  return ports.first == ports.last ? fmt::format("{}", ports.first) : fmt::format("{}-{}", ports.first, ports.last);
}

Json triple_json(const AclEntry& entry, ir::Direction direction, std::int64_t priority) {
  const cloud::Cidr& far = direction == ir::Direction::Inbound ? entry.source : entry.destination;
  JsonObject json;
  json.add("Protocol", to_string(entry.protocol));
  if (has_ports(entry.protocol)) json.add("Port", ports_text(entry.destination_ports));
  json.add(cidr_key(far.family), to_string(far)).add("Action", action(entry.accept));
  json.add("Description", entry.description).add("Priority", cloud::json_number(priority));
  return json.done();
}

Json quintuple_json(const AclEntry& entry, std::int64_t priority) {
  const bool v4 = entry.source.family == Family::V4;
  JsonObject json;
  json.add("Protocol", to_string(entry.protocol));
  if (has_ports(entry.protocol)) json.add("SourcePort", ports_text(entry.source_ports));
  json.add(v4 ? "SourceCidr" : "SourceIPv6Cidr", to_string(entry.source));
  if (has_ports(entry.protocol)) json.add("DestinationPort", ports_text(entry.destination_ports));
  json.add(v4 ? "DestinationCidr" : "DestinationIPv6Cidr", to_string(entry.destination));
  json.add("Action", action(entry.accept)).add("Description", entry.description);
  json.add("Priority", cloud::json_number(priority));
  return json.done();
}

Json acl_entries_json(const Acl& acl, ir::Direction direction) {
  std::vector<Json> elements;
  std::int64_t priority = 0;
  for (const AclEntry& entry : acl.list(direction).entries) {
    ++priority;
    elements.push_back(acl.quintuple ? quintuple_json(entry, priority) : triple_json(entry, direction, priority));
  }
  return json_array(elements);
}

}  // namespace

Ids::Ids(const Model& model, const ir::Policy& policy, const Options& options)
    : model_(model), policy_(policy), options_(options) {
  for (const Group& group : model.groups) groups_.try_emplace(group.point, group.id);
}

std::string Ids::group(ir::PointId point) const {
  const auto own = groups_.find(point);
  return own != groups_.end() ? std::string(own->second) : options_.bindings.id(policy_.point(point).name);
}

std::string Ids::prefix_list(ir::PrefixListId list) const {
  return options_.bindings.id(policy_.prefix_lists[list.index].name);
}

bool Ids::is_template_group(TemplateId set) const { return model_.address_sets[set.index].templates.size() > 1; }

std::string Ids::address_set(TemplateId set) const {
  return cloud::placeholder(kTemplateOwner, model_.address_sets[set.index].name);
}

std::string Ids::address_template(const AddressTemplateSet& set, std::size_t part) {
  if (set.templates.size() == 1) return cloud::placeholder(kTemplateOwner, set.name);
  return cloud::placeholder(kTemplateOwner, fmt::format("{}.{}", set.name, part + 1));
}

std::string Ids::service_template(TemplateId id) const {
  return cloud::placeholder(kTemplateOwner, model_.service_templates[id.index].name);
}

Json policy_set_json(const Group& group, const Ids& ids) {
  return JsonObject().add("Ingress", entries_json(group.ingress, ids)).add("Egress", entries_json(group.egress, ids)).done();
}

Json acl_set_json(const Acl& acl) {
  return JsonObject()
      .add("Ingress", acl_entries_json(acl, ir::Direction::Inbound))
      .add("Egress", acl_entries_json(acl, ir::Direction::Outbound))
      .done();
}

}  // namespace sgc::targets::tencent
