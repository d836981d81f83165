// SGC3020: an administration or database port that nearly everybody can reach. What counts is who gets in: two halves of
// the address space are all of it, a range of ports may have one of these in it, and `except` one host is no exception.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/exposure/example.h"
#include "compiler/checks/exposure/openings.h"
#include "compiler/checks/exposure/past_acls.h"
#include "compiler/checks/exposure/sensitive_ports.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

using Blamed = std::vector<std::size_t>;  // rules that together open a port

struct Exposure {
  std::vector<std::string> ports;
  AddressSet sources;  // of the first of the ports
  ServiceSet services;
};

// For each sensitive port the rules that have packets of it, and the default.
std::vector<std::vector<std::size_t>> rules_by_port(const ir::Policy& policy, const ir::RuleList& list) {
  const auto ports = sensitive_ports();
  std::vector<ServiceSet> services;
  for (const SensitivePort& port : ports) services.push_back(port.services());

  std::unordered_map<std::uint32_t, std::uint64_t> masks;  // of the ports that a service set meets
  std::vector<std::vector<std::size_t>> rules(ports.size());
  for (std::size_t place = 0; place < list.rules.size(); ++place) {
    const ir::ServiceSetId id = list.rules[place].service;
    const auto [mask, fresh] = masks.try_emplace(id.index, 0);
    for (std::size_t port = 0; fresh && port < ports.size(); ++port) {
      if (policy.service_set(id).overlaps(services[port])) mask->second |= std::uint64_t{1} << port;
    }
    for (std::size_t port = 0; port < ports.size(); ++port) {
      if ((mask->second >> port & 1U) != 0) rules[port].push_back(place);
    }
  }
  for (auto& of_port : rules) of_port.push_back(list.rules.size());
  return rules;
}

std::map<Blamed, Exposure> exposures(const ListSubject& subject) {
  const ir::Policy& policy = subject.policy();
  const AddressSet& own = policy.addresses(subject.point().addresses);
  const double enough = subject.whole.options.nearly_everywhere;
  const auto rules = rules_by_port(policy, subject.list());

  SourcesLeft known;
  std::map<Blamed, Exposure> found;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const SensitivePort& port = sensitive_ports()[i];
    const ServiceSet services = port.services();
    AddressSet sources;
    Blamed blamed;
    for (Opening& opening : openings(policy, subject.list(), rules[i], {services, false, own, enough}, known)) {
      sources = blamed.empty() ? std::move(opening.sources) : unite(sources, opening.sources);
      blamed.push_back(opening.rule);
    }
    if (blamed.empty()) continue;
    sources = let_past_acls(policy, own, std::move(sources), services);
    if (!is_nearly_everywhere(sources, enough, own)) continue;

    std::sort(blamed.begin(), blamed.end());
    Exposure& exposure = found.try_emplace(blamed, Exposure{{}, std::move(sources), services}).first->second;
    exposure.ports.push_back(to_string(port));
  }
  return found;
}

void report(const ListSubject& subject, const Blamed& blamed, const Exposure& exposure, Sink& sink) {
  constexpr std::size_t kMostPorts = 4;
  const Span where = Wording::place(subject.list(), blamed.front());
  if (!subject.once.first(kind::OpenToTheWorld.code, where)) return;

  const std::string ports = fmt::format("{} of '{}'", enumerate(exposure.ports, kMostPorts), subject.point().name);
  const AddressSet& own = subject.policy().addresses(subject.point().addresses);
  Diagnostic finding = diagnose(kind::OpenToTheWorld, where, ports,
                                reach_text(exposure.sources, subject.whole.options.nearly_everywhere, own));
  for (const std::size_t other : std::span(blamed).subspan(1)) {
    finding.notes.push_back({Wording::place(subject.list(), other), "together with this one"});
  }
  finding.packet = example_let_in(subject, blamed, exposure.sources, exposure.services);
  finding.help = "name those who need it, or " + ignore_here(subject, blamed.front(), kind::OpenToTheWorld.code);
  sink.report(at_list(std::move(finding), subject));
}

}  // namespace

void check_open_to_the_world(const ListSubject& subject, Sink& sink) {
  const bool inbound = subject.facts.direction() == ir::Direction::Inbound;
  if (!sink.wants(kind::OpenToTheWorld) || !inbound || !subject.enforced) return;
  if (subject.point().acl() != nullptr) return;  // the points behind it still decide
  for (const auto& [blamed, exposure] : exposures(subject)) report(subject, blamed, exposure, sink);
}

}  // namespace sgc::checks
