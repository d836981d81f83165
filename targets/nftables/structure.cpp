#include "targets/nftables/structure.h"

namespace sgc::nftables {

Statements build_structure(TableBuilder& table, const StructurePlace& place, std::vector<Item> items) {
  Statements statements;
  for (const Item& item : items) add_item(table, statements, item, place.family);
  return statements;
}

}  // namespace sgc::nftables
