// The reference walk: what the data path does with the tables, step by step.
#include <algorithm>

#include "targets/xdp/node_words.h"
#include "targets/xdp/tables.h"

namespace sgc::targets::xdp {
namespace {

std::uint32_t class_in(const std::optional<AddressTable>& table, const Address& address) {
  if (!table) return 0;
  return address.family == Family::V4 ? class_of_address(*table, static_cast<std::uint32_t>(address.value))
                                      : class_of_address(*table, address.value);
}

FieldValues values_of(const FamilyTables& tables, const ProtocolClasses& protocols, const ir::Packet& packet, bool established) {
  const Address source = packet.source_address();
  const Address destination = packet.destination_address();
  return {class_in(tables.addresses[0], source),
          class_in(tables.addresses[1], source),
          class_in(tables.addresses[2], destination),
          class_in(tables.addresses[3], destination),
          protocols.class_of(packet.protocol + (established ? kEstablishedProtocol : 0U)),
          packet.a,
          packet.b};
}

std::span<const std::uint32_t> list_at(const Tables& tables, std::uint32_t place) {
  return std::span(tables.covers).subspan(place + 1, tables.covers[place]);
}

Word walk(const Tables& tables, Word at, const FieldValues& values) {
  while (!is_leaf(at)) {
    at = child_for(tables.nodes, place_of(at), values[static_cast<std::size_t>(field_of(at))]);
  }
  return at;
}

Word first_of_pairs(const Tables& tables, const FamilyTables& family, SetName source, const FieldValues& values) {
  Word best = find_pair(*tables.pairs, tables.nodes, source, family.any_destination, values);
  const std::uint32_t large = tables.covers[family.cover_bases[0] + values[2]];
  const std::uint32_t small = tables.covers[family.cover_bases[1] + values[3]];
  for (const std::uint32_t place : {large, small}) {
    for (const SetName destination : list_at(tables, place)) {
      best = std::min(best, find_pair(*tables.pairs, tables.nodes, source, destination, values));
    }
  }
  return best;
}

Word first_of_rows(const Tables& tables, const FamilyTables& family, const FieldValues& values) {
  const auto ask = [&](Row row) {
    return is_by_pairs(row) ? first_of_pairs(tables, family, place_of(row), values) : walk(tables, row, values);
  };
  Word best = ask(family.any_row);
  for (const std::uint32_t place : {values[0], values[1]}) {
    for (const Row row : list_at(tables, place)) best = std::min(best, ask(row));
  }
  return best;
}

}  // namespace

Word first_match(const Tables& tables, const ir::Packet& packet, bool established) {
  const FamilyTables& family = tables.of(packet.family);
  if (established && !family.cuts_established) return kNoRule;
  const FieldValues values = values_of(family, tables.protocols, packet, established);
  return family.by_rows ? first_of_rows(tables, family, values) : walk(tables, family.root, values);
}

}  // namespace sgc::targets::xdp
