#include "compiler/checks/listeners/likely_client.h"

#include "compiler/checks/exposure/public_addresses.h"

namespace sgc::checks {
namespace {

// As findings show any address: of the networks that RFC 5737 and RFC 3849 keep for documentation.
const AddressSet& shown_addresses() {
  static const AddressSet kShown =
      AddressSet::from_ranges({{0xC6336400, 0xC63364FF}}, {{u128{0x20010DB800000000} << 64U, (u128{0x20010DB800000001} << 64U) - 1}});
  return kShown;
}

}  // namespace

std::vector<Route> from_likely_clients(const Route& route) {
  AddressSet others = route.stretches.front().packets.sources;
  if (!route.translates()) others = subtract(others, route.stretches.front().packets.destinations);
  std::vector<Route> likely;
  for (const AddressSet& clients : {intersect(others, shown_addresses()), intersect(others, public_addresses()), others}) {
    Route& narrow = likely.emplace_back(route);
    narrow.stretches.front().packets.sources = clients;
    if (!has_packets(narrow.stretches.front().packets)) likely.pop_back();
  }
  return likely;
}

}  // namespace sgc::checks
