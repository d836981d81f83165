#include "compiler/sema/services.h"

#include <algorithm>

namespace sgc::sema {

Services::Services(const Symbols& symbols, Context& context)
    : symbols_(symbols),
      context_(context),
      order_(context.policy.services.size()),
      nothing_(context.intern(ServiceSet{})) {}

void Services::resolve_all() {
  marking_ = false;
  for (std::uint32_t index = 0; index < context_.policy.services.size(); ++index) {
    if (symbols_.service_scope(index) == Scope::Policy) by_index(index);
  }
  marking_ = true;
}

ServiceSet Services::resolve(std::span<const ast::ServiceItem> items, Scope scope) {
  if (items.size() == 1) return item_set(items.front(), scope);

  std::vector<ServiceBox> boxes;
  for (const ast::ServiceItem& item : items) {
    const ServiceSet set = item_set(item, scope);
    boxes.insert(boxes.end(), set.boxes().begin(), set.boxes().end());
  }
  return ServiceSet::from_boxes(std::move(boxes));
}

ServiceSet Services::item_set(const ast::ServiceItem& item, Scope scope) {
  if (const auto* name = std::get_if<ast::Name>(&item.what)) return named(*name, scope);
  if (const auto* ports = std::get_if<ast::PortItem>(&item.what)) return port_set(*ports);
  if (const auto* other = std::get_if<ast::ProtocolItem>(&item.what)) return protocol_set(*other, item.span);
  if (const auto* icmp = std::get_if<ast::IcmpItem>(&item.what)) {
    const auto number = [](std::optional<std::uint8_t> n) { return n ? NumberRange{*n, *n} : kAllIcmp; };
    return ServiceSet::icmp(icmp->family, number(icmp->type), number(icmp->code));
  }
  if (std::holds_alternative<ast::Unreadable>(item.what)) return {};
  return ServiceSet::all();
}

ServiceSet Services::port_set(const ast::PortItem& item) const {
  const auto ranges = [](const std::vector<NumberRange>& written) {
    return written.empty() ? std::vector<NumberRange>{kAllPorts} : written;
  };
  std::vector<ServiceBox> boxes;
  for (const Family family : kFamilies) {
    for (const NumberRange& source : ranges(item.source)) {
      for (const NumberRange& destination : ranges(item.destination)) {
        boxes.push_back({family, item.protocol, item.protocol, source, destination});
      }
    }
  }
  return ServiceSet::from_boxes(std::move(boxes));
}

ServiceSet Services::protocol_set(const ast::ProtocolItem& item, Span where) {
  const bool by_its_nature = item.number == protocol::kIcmp || item.number == protocol::kIcmp6;
  if (!exists_in(Family::V6, item.number) && !by_its_nature && marking_) {
    context_.sink.report(diagnose(kind::ProtocolOfV4Only, where, protocol_text(item.number)));
  }
  return ServiceSet::of_protocol(item.number);
}

ServiceSet Services::named(const ast::Name& name, Scope scope) {
  const auto symbol = symbols_.resolve_service(name, scope, context_);
  if (!symbol) return {};
  if (marking_) mark_used(symbol->index);
  return by_index(symbol->index);
}

// What closes a circle is nothing while it is worked out.
const ServiceSet& Services::by_index(std::uint32_t index) {
  const auto order = order_.up_to(
      index, [this](std::uint32_t service) { return parts_of(service); },
      [this](std::span<const std::uint32_t> services) { report_cycle(services); });
  for (const std::uint32_t service : order) work_out(service);

  const ir::ServiceSetId services = context_.policy.services[index].services;
  return context_.policy.service_set(services.known() ? services : nothing_);
}

void Services::work_out(std::uint32_t index) {
  const ast::Service& written = symbols_.service(index);
  const ir::NamedService& entry = context_.policy.services[index];
  if (written.items.empty()) {
    context_.sink.report(diagnose(kind::EmptyService, entry.span, entry.name)
                             .with_help("write what it is: `service web { tcp 80, 443 }`"));
  }
  ServiceSet set = resolve(written.items, symbols_.service_scope(index));
  context_.policy.services[index].services = context_.intern(std::move(set));
}

std::vector<std::uint32_t> Services::parts_of(std::uint32_t index) const {
  std::vector<std::uint32_t> parts;
  for (const ast::ServiceItem& item : symbols_.service(index).items) {
    const auto* name = std::get_if<ast::Name>(&item.what);
    if (name == nullptr) continue;
    if (const auto inner = symbols_.find_service(name->text, symbols_.service_scope(index))) parts.push_back(inner->index);
  }
  return parts;
}

void Services::report_cycle(std::span<const std::uint32_t> services) {
  std::vector<std::string_view> names;
  for (const std::uint32_t service : services) names.push_back(context_.policy.services[service].name);
  context_.sink.report(diagnose(kind::ServiceCycle, context_.policy.services[services.front()].span, cycle_text(names))
                           .with_help("take one of these names out of its service"));
}

// What a used service is made of is used too.
void Services::mark_used(std::uint32_t index) {
  std::vector<std::uint32_t> unmarked{index};
  while (!unmarked.empty()) {
    ir::NamedService& entry = context_.policy.services[unmarked.back()];
    const std::uint32_t service = unmarked.back();
    unmarked.pop_back();
    if (entry.used) continue;
    entry.used = true;
    const auto parts = parts_of(service);
    unmarked.insert(unmarked.end(), parts.begin(), parts.end());
  }
}

}  // namespace sgc::sema
