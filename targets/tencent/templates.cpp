#include "targets/tencent/templates.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/digest.h"
#include "targets/tencent/facts.h"

namespace sgc::targets::tencent {
namespace {

constexpr std::size_t kNameDigits = 8;  // of the hash in a name that nobody gave
constexpr std::size_t kMostMemberText = 128;  // bytes of the ports of one member

std::vector<AddressRange> ranges_in(const AddressSet& addresses, Family family) {
  std::vector<AddressRange> ranges;
  if (family == Family::V4) {
    for (const RangeV4& range : addresses.v4()) ranges.push_back({family, range.first, range.last});
  } else {
    for (const RangeV6& range : addresses.v6()) ranges.push_back({family, range.first, range.last});
  }
  return ranges;
}

std::size_t range_count(const AddressSet& addresses, Family family) {
  return family == Family::V4 ? addresses.v4().size() : addresses.v6().size();
}

std::string content_text(std::span<const AddressRange> ranges) {
  std::string text;
  for (const AddressRange& range : ranges) text += to_string(range) + ",";
  return text;
}

std::string ports_text(const Service& service) {
  std::string text;
  for (const NumberRange& ports : service.ports) {
    if (!text.empty()) text += ",";
    text += ports.first == ports.last ? fmt::format("{}", ports.first) : fmt::format("{}-{}", ports.first, ports.last);
  }
  return text;
}

}  // namespace

Templates::Templates(Model& model, const cloud::Quotas& quotas)
    : model_(model),
      members_(std::max<std::uint64_t>(quotas.limit(quota::kTemplateMembers), 1)),
      templates_(std::max<std::uint64_t>(quotas.limit(quota::kTemplatesPerGroup), 1)) {}

std::uint64_t Templates::count(const AddressSet& addresses, Family family) const {
  const std::size_t most = members_ * templates_;
  return (range_count(addresses, family) + most - 1) / most;
}

TemplateId Templates::add_set(std::string name, std::span<const AddressRange> ranges) {
  AddressTemplateSet set;
  set.name = std::move(name);
  for (std::size_t at = 0; at < ranges.size(); at += members_) {
    const auto part = ranges.subspan(at, std::min(members_, ranges.size() - at));
    set.templates.emplace_back(part.begin(), part.end());
  }
  model_.address_sets.push_back(std::move(set));
  return {static_cast<std::uint32_t>(model_.address_sets.size() - 1)};
}

std::vector<TemplateId> Templates::addresses(const AddressSet& addresses, Family family, std::string_view name) {
  const std::vector<AddressRange> ranges = ranges_in(addresses, family);
  const std::string content = content_text(ranges);
  const auto known = address_sets_.find(content);
  if (known != address_sets_.end()) return known->second;

  const std::string base = name.empty() ? "addresses-" + sha256_hex(content).substr(0, kNameDigits) : std::string(name);
  const std::string_view suffix = family == Family::V4 ? "v4" : "v6";
  const std::size_t most = members_ * templates_;
  std::vector<TemplateId> sets;
  for (std::size_t at = 0; at < ranges.size(); at += most) {
    const std::string number = at == 0 ? std::string() : fmt::format("-{}", at / most + 1);
    const auto part = std::span(ranges).subspan(at, std::min(most, ranges.size() - at));
    sets.push_back(add_set(fmt::format("{}.{}{}", base, suffix, number), part));
  }
  address_sets_.emplace(content, sets);
  return sets;
}

bool Templates::takes(const std::vector<Service>& services) const {
  const auto fits = [](const Service& service) {
    const bool known =
        service.protocol == Protocol::Tcp || service.protocol == Protocol::Udp || service.protocol == Protocol::Gre;
    return known && ports_text(service).size() <= kMostMemberText;
  };
  return services.size() <= members_ && std::all_of(services.begin(), services.end(), fits);
}

TemplateId Templates::services(const std::vector<Service>& services) {
  std::string content;
  for (const Service& service : services) content += member_text(service) + ";";
  const auto known = service_templates_.find(content);
  if (known != service_templates_.end()) return known->second;

  const TemplateId id{static_cast<std::uint32_t>(model_.service_templates.size())};
  model_.service_templates.push_back({"services-" + sha256_hex(content).substr(0, kNameDigits), services});
  service_templates_.emplace(content, id);
  return id;
}

std::string member_text(const Service& service) {
  switch (service.protocol) {
    case Protocol::Tcp: return "tcp:" + (service.ports.empty() ? "all" : ports_text(service));
    case Protocol::Udp: return "udp:" + (service.ports.empty() ? "all" : ports_text(service));
    case Protocol::Icmp: return "icmp";
    case Protocol::Gre: return "gre";
    case Protocol::Icmp6:
    case Protocol::All: break;
  }
  return {};
}

std::string port_text(const Service& service) { return service.ports.empty() ? "ALL" : ports_text(service); }

}  // namespace sgc::targets::tencent
