#include "targets/tencent/meaning.h"

#include <fmt/format.h>

#include "targets/cloud/holders.h"
#include "targets/tencent/templates.h"

namespace sgc::targets::tencent {
namespace {

ServiceSet set_of(const Service& service) {
  switch (service.protocol) {
    case Protocol::All: return ServiceSet::all();
    case Protocol::Icmp: return ServiceSet::of_protocol(protocol::kIcmp);
    case Protocol::Icmp6: return ServiceSet::of_protocol(protocol::kIcmp6);
    case Protocol::Gre: return ServiceSet::of_protocol(protocol::kGre);
    case Protocol::Tcp:
    case Protocol::Udp: break;
  }
  const std::uint8_t number = service.protocol == Protocol::Tcp ? protocol::kTcp : protocol::kUdp;
  if (service.ports.empty()) return ServiceSet::of_protocol(number);
  ServiceSet set;
  for (const NumberRange& ports : service.ports) set = unite(set, ServiceSet::ports(number, kAllPorts, ports));
  return set;
}

ServiceSet acl_services(const AclEntry& entry) {
  if (entry.protocol != Protocol::Tcp && entry.protocol != Protocol::Udp) return set_of(Service{entry.protocol, {}});
  const std::uint8_t number = entry.protocol == Protocol::Tcp ? protocol::kTcp : protocol::kUdp;
  return ServiceSet::ports(number, entry.source_ports, entry.destination_ports);
}

AddressSet set_of(const AddressTemplateSet& set) {
  std::vector<RangeV4> v4;
  std::vector<RangeV6> v6;
  for (const auto& part : set.templates) {
    for (const AddressRange& range : part) {
      if (range.family == Family::V6) {
        v6.push_back({range.first, range.last});
      } else {
        v4.push_back({static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)});
      }
    }
  }
  return AddressSet::from_ranges(std::move(v4), std::move(v6));
}

struct PeerText {
  std::string operator()(const cloud::Cidr& block) const { return to_string(block); }
  std::string operator()(const GroupReference& reference) const { return fmt::format("group {}", reference.point.index); }
  std::string operator()(const AddressTemplateReference& reference) const {
    return fmt::format("template {}", reference.set.index);
  }
  std::string operator()(const PrefixListReference& reference) const {
    return fmt::format("prefix list {}", reference.list.index);
  }
};

struct PeerAddresses {
  const Model& model;
  const ir::Policy& policy;

  AddressSet operator()(const cloud::Cidr& block) const { return AddressSet::of(block.range()); }
  AddressSet operator()(const GroupReference& reference) const {
    return cloud::matched_by_reference(policy, reference.point);
  }
  AddressSet operator()(const AddressTemplateReference& reference) const {
    return set_of(model.address_sets[reference.set.index]);
  }
  AddressSet operator()(const PrefixListReference& reference) const {
    return policy.addresses(policy.prefix_lists[reference.list.index].addresses);
  }
};

}  // namespace

std::string match_text(const Entry& entry) {
  const std::string service = entry.service_template == TemplateId{}
                                  ? fmt::format("{} {}", to_string(entry.service.protocol), port_text(entry.service))
                                  : fmt::format("services {}", entry.service_template.index);
  return service + " " + std::visit(PeerText{}, entry.peer);
}

AddressSet far_of(const Entry& entry, const Model& model, const ir::Policy& policy) {
  return std::visit(PeerAddresses{model, policy}, entry.peer);
}

ServiceSet services_of(const Entry& entry, const Model& model) {
  if (entry.service_template == TemplateId{}) return set_of(entry.service);
  ServiceSet set;
  for (const Service& service : model.service_templates[entry.service_template.index].services) {
    set = unite(set, set_of(service));
  }
  return set;
}

void append_lines(cloud::LineList& lines, const GroupList& list, const Model& model, const ir::Policy& policy) {
  for (const Entry& entry : list.entries) {
    const AddressSet* const far = lines.keep(far_of(entry, model, policy));
    const ServiceSet* const services = lines.keep(services_of(entry, model));
    lines.add({nullptr, far, services, entry.accept});
  }
  lines.otherwise(false);
}

void append_lines(cloud::LineList& lines, const AclList& list, ir::Direction direction) {
  for (const AclEntry& entry : list.entries) {
    const AddressSet* const source = lines.keep(AddressSet::of(entry.source.range()));
    const AddressSet* const destination = lines.keep(AddressSet::of(entry.destination.range()));
    const bool inbound = direction == ir::Direction::Inbound;
    lines.add({inbound ? destination : source, inbound ? source : destination, lines.keep(acl_services(entry)),
               entry.accept});
  }
  lines.otherwise(false);
}

const AddressSet& never_met() {
  static const AddressSet kSet = unite(AddressSet::of(Address{Family::V4, 0}),
                                       AddressSet::of(Address{Family::V4, kLastAddressV4}));
  return kSet;
}

}  // namespace sgc::targets::tencent
