#include "compiler/sema/services.h"

#include <algorithm>

namespace sgc::sema {

Services::Services(const Symbols& symbols, Context& context)
    : symbols_(symbols), context_(context), states_(context.policy.services.size(), State::New) {}

void Services::resolve_all() {
  marking_ = false;
  for (std::uint32_t index = 0; index < states_.size(); ++index) {
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

const ServiceSet& Services::by_index(std::uint32_t index) {
  ir::NamedService& entry = context_.policy.services[index];
  if (states_[index] == State::Open) {
    report_cycle(index);
    entry.services = context_.intern(ServiceSet{});
  } else if (states_[index] == State::New) {
    states_[index] = State::Open;
    open_.push_back(index);
    const ast::Service& written = symbols_.service(index);
    if (written.items.empty()) {
      context_.sink.report(diagnose(kind::EmptyService, entry.span, entry.name)
                               .with_help("write what it is: `service web { tcp 80, 443 }`"));
    }
    ServiceSet set = resolve(written.items, symbols_.service_scope(index));
    open_.pop_back();
    states_[index] = State::Done;
    context_.policy.services[index].services = context_.intern(std::move(set));
  }
  return context_.policy.service_set(context_.policy.services[index].services);
}

void Services::report_cycle(std::uint32_t index) {
  const auto first = std::find(open_.begin(), open_.end(), index);
  std::string cycle;
  for (auto at = first; at != open_.end(); ++at) cycle += context_.policy.services[*at].name + " -> ";
  cycle += context_.policy.services[index].name;
  context_.sink.report(diagnose(kind::ServiceCycle, context_.policy.services[index].span, cycle)
                           .with_help("take one of these names out of its service"));
}

// What a used service is made of is used too.
void Services::mark_used(std::uint32_t index) {
  ir::NamedService& entry = context_.policy.services[index];
  if (entry.used) return;
  entry.used = true;
  for (const ast::ServiceItem& item : symbols_.service(index).items) {
    const auto* name = std::get_if<ast::Name>(&item.what);
    if (name == nullptr) continue;
    if (const auto inner = symbols_.find_service(name->text, symbols_.service_scope(index))) mark_used(inner->index);
  }
}

}  // namespace sgc::sema
