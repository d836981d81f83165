#include "compiler/checks/exposure/example.h"

#include <optional>

#include "compiler/checks/exposure/public_addresses.h"

namespace sgc::checks {
namespace {

// Not the first address of a network.
std::optional<Address> some(const AddressSet& set, Family family) {
  auto address = set.front(family);
  if (address && set.contains(Address{family, address->value + 1})) ++address->value;
  return address;
}

// A number of the range as a person would pick it.
std::uint16_t choose(const NumberRange& range, std::uint16_t preferred) {
  return range.first <= preferred && preferred <= range.last ? preferred : range.first;
}

ir::Packet packet_of(const ServiceBox& box, Address source, Address destination) {
  constexpr std::uint16_t kClientPort = 40000;
  constexpr std::uint16_t kServerPort = 80;
  const std::uint16_t kEchoRequest = box.family == Family::V4 ? 8 : 128;
  const bool icmp = detail_of(box.family, box.first_protocol) == Detail::Icmp;
  const auto number = static_cast<std::uint8_t>(choose({box.first_protocol, box.last_protocol}, protocol::kGre));
  return {box.family, number, source.value, destination.value,
          choose(box.a, icmp ? kEchoRequest : kClientPort), choose(box.b, icmp ? 0 : kServerPort)};
}

}  // namespace

std::string example_let_in(const ListSubject& subject, std::span<const std::size_t> rules, const AddressSet& sources,
                           const ServiceSet& services) {
  const ir::Policy& policy = subject.policy();
  const ir::RuleList& list = subject.list();
  const AddressSet& own = policy.addresses(subject.point().addresses);
  const AddressSet& here = own.empty() ? public_addresses() : own;
  const AddressSet senders = intersect(sources, public_addresses());

  for (const Family family : kFamilies) {
    for (const std::size_t place : rules) {
      const bool is_default = place == list.rules.size();
      const auto narrowed = [&](const AddressSet& set, bool to) {
        if (is_default) return set;
        return intersect(set, policy.addresses(to ? list.rules[place].destination : list.rules[place].source));
      };
      const auto source = some(narrowed(senders, false), family);
      const auto destination = some(narrowed(here, true), family);
      if (!source || !destination) continue;
      const ServiceSet let_in =
          (is_default ? services : intersect(services, policy.service_set(list.rules[place].service)))
              .restricted_to(family);
      for (const ServiceBox& box : let_in.boxes()) {
        const ir::Packet packet = packet_of(box, *source, *destination);
        const ir::Verdict verdict = ir::evaluate(policy, list, packet).verdict;
        if (verdict == ir::Verdict::Allow) return fate(packet, verdict);
      }
    }
  }
  return {};
}

std::string ignore_here(const ListSubject& subject, std::size_t rule, DiagnosticCode code) {
  const ir::RuleList& list = subject.list();
  const std::string option = fmt::format("ignore SGC{} \"…\"", code);
  if (rule == list.rules.size() && !list.otherwise.written) {
    return fmt::format("write the default, and why everybody may: `default {} {}`", to_string(list.otherwise.verdict), option);
  }
  const ir::Origin origin = rule < list.rules.size() ? list.rules[rule].origin : ir::Origin::Written;
  const bool listener = origin == ir::Origin::Listener || origin == ir::Origin::Health;
  if (origin != ir::Origin::Written && !listener) return fmt::format("turn this finding off: `-W SGC{}=off`", code);
  return fmt::format("say why everybody may{}: `{}`", listener ? ", behind the listener" : "", option);
}

}  // namespace sgc::checks
