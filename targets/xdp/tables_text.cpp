#include "targets/xdp/tables_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <vector>

#include "targets/xdp/node_words.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::array<std::string_view, kAddressFields> kFieldNames{"source{}_large", "source{}", "destination{}_large",
                                                                   "destination{}"};

// The class of each protocol, most of which share the first.
constexpr const char* kProtocols = "protocols";

bool has_rows(const Tables& tables) {
  return tables.of(Family::V4).by_rows || tables.of(Family::V6).by_rows;
}

// Takes each array that is printed, in the order in which it is.
struct UseArray {
  std::function<void(const std::string& name, Width width, std::span<const std::uint32_t> values, Behind behind)> with;

  void operator()(const std::string& name, Width width, std::span<const std::uint32_t> values, Behind behind = Behind::Zeros) const {
    with(name, width, values, behind);
  }
};

// The arrays of one address table. Values of IPv6 have kLeaf and are words at any rate.
void visit_address_table(const std::string& name, const AddressTable& table, const UseArray& use) {
  if (table.lines) {
    use(name + "_blocks", Width::Word, table.lines->blocks, Behind::Nothing);
    use(name + "_lines", Width::Half, table.lines->lines, Behind::Nothing);
    return use(name + "_hosts", Width::Half, table.lines->entries);
  }
  if (table.hosts) {
    use(name + "_words", Width::Word, table.hosts->words, Behind::Nothing);
    return use(name + "_hosts", Width::Half, table.hosts->entries);
  }
  if (table.indexed()) use(name + "_index", width_for(table.index), table.index, Behind::Nothing);
  use(name + "_bounds", table.indexed() ? Width::Half : Width::Word, table.bounds);
  if (!table.alternating()) use(name + "_values", width_for(table.values), table.values);
  if (!table.nodes.empty()) use(name + "_nodes", Width::Word, table.nodes);
}

std::vector<std::uint32_t> entry_words(const PairTable& pairs) {
  std::vector<std::uint32_t> words;
  for (const PairEntry& entry : pairs.entries) {
    words.insert(words.end(), {entry.source, entry.destination, entry.service, entry.first_rule});
  }
  return words;
}

constexpr std::size_t kFewEdges = 4;  // of a first node that is constants

// The node that every packet of a family asks; a leaf where there is none.
Word first_node(const FamilyTables& family) {
  if (!family.by_rows) return family.root;
  return is_by_pairs(family.any_row) ? kNoRule : family.any_row;
}

// The edges of a node, neighbours that lead to the same as one.
std::pair<std::vector<std::uint32_t>, std::vector<Word>> edges_of(std::span<const std::uint32_t> nodes, std::uint32_t place) {
  const auto all = keys_of(nodes, place);
  const auto leads_to = children_of(nodes, place);
  std::vector<std::uint32_t> keys;
  std::vector<Word> children{leads_to.front()};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (leads_to[i + 1] == children.back()) continue;
    keys.push_back(all[i]);
    children.push_back(leads_to[i + 1]);
  }
  return {keys, children};
}

// What the first node of a family leads to, by the value it tests, up to the last that differs: a long one is looked up
// and not searched. Nothing where it is short, or has more values than stay in a first-level cache, unless it is so long
// that its search would not stay there either.
std::vector<std::uint32_t> first_children(const Tables& tables, const FamilyTables& family) {
  constexpr std::size_t kLookUpPays = 64;  // a search of seven steps
  constexpr std::size_t kMostValues = 4096;
  constexpr std::size_t kMostValuesOfKey = 4;
  const Word first = first_node(family);
  if (is_leaf(first)) return {};
  const auto keys = edges_of(tables.nodes, place_of(first)).first;
  if (keys.size() < kLookUpPays || keys.back() >= std::max(kMostValues, keys.size() * kMostValuesOfKey)) return {};
  std::vector<std::uint32_t> children;
  for (std::uint32_t value = 0; value <= keys.back(); ++value) {
    children.push_back(child_for(tables.nodes, place_of(first), value));
  }
  return children;
}

void visit_decision(const Tables& tables, const UseArray& use) {
  const auto protocols = tables.protocols.by_protocol();
  if (!protocols.empty()) use(kProtocols, width_for(protocols), protocols);
  if (!tables.nodes.empty()) use("nodes", Width::Word, tables.nodes);
  for (const Family family : kFamilies) {
    const auto children = first_children(tables, tables.of(family));
    if (!children.empty()) use(family == Family::V4 ? "begin4" : "begin6", Width::Word, children);
  }
  if (has_rows(tables)) use("covers", width_for(tables.covers), tables.covers);
  if (!tables.pairs) return;
  use("pair_slots", Width::Word, tables.pairs->slots);
  use("pair_entries", Width::Word, entry_words(*tables.pairs));
  use("pair_rules", Width::Word, tables.pairs->rules);
}

// Whether the bounds below an index are in one section: then they are compared several at a time.
bool is_ranked(const AddressTable& table) {
  return sections_of(Width::Half, table.bounds.size()) <= 1;
}

// Whether nearly every bound shares its index with so few that a search among few (FEW_STEPS in the template) finds it.
bool is_mostly_few(const AddressTable& table) {
  constexpr std::uint64_t kNearly = 16;
  constexpr std::uint32_t kFew = 3;
  std::uint64_t in_company = 0;
  for (std::size_t i = 0; i + 1 < table.index.size(); ++i) {
    const std::uint32_t bounds = table.index[i + 1] - table.index[i];
    if (bounds > kFew) in_company += bounds;
  }
  return in_company * kNearly <= table.bounds.size();
}

// What compares an address with the bounds below its index.
std::string_view search_of(const AddressTable& table) {
  if (!is_ranked(table)) return "COUNT";
  return is_mostly_few(table) ? "RANK_OFTEN_FEW" : "RANK";
}

// The functions of the template that read the arrays of one address table.
void append_readers(std::string& out, const std::string& name, const std::optional<AddressTable>& table, Family family) {
  const auto back = std::back_inserter(out);
  if (!table) {
    fmt::format_to(back, "NO_CLASSES({})\n", name);
    if (family == Family::V6) fmt::format_to(back, "NONE_BELOW({})\n", name);
    return;
  }
  if (table->alternating()) fmt::format_to(back, "TURNS({}_values, {}, {})\n", name, table->turns[0], table->turns[1]);
  if (table->lines) {
    fmt::format_to(back, "WINDOW({}_hosts, {})\n", name, table->lines->entries.size());
    fmt::format_to(back, "HOST_LINES({}, {}, {})\n", name, table->lines->block_bits, table->lines->search_steps);
  } else if (table->hosts) {
    fmt::format_to(back, "WINDOW({}_hosts, {})\n", name, table->hosts->entries.size());
    fmt::format_to(back, "HOSTS({}, {})\n", name, table->hosts->search_steps);
  } else if (table->indexed()) {
    if (is_ranked(*table)) fmt::format_to(back, "WINDOW({}_bounds, {})\n", name, table->bounds.size());
    fmt::format_to(back, "CLASSES({}, {}, {}, {})\n", name, table->index_bits, search_of(*table), table->search_steps);
  } else {
    fmt::format_to(back, "FEW_CLASSES({}, {}, {})\n", name, table->bounds.size(), table->search_steps);
  }
  if (family == Family::V6 && table->nodes.empty()) fmt::format_to(back, "NONE_BELOW({})\n", name);
  if (!table->nodes.empty()) fmt::format_to(back, "CLASSES_BELOW({}, {})\n", name, table->node_steps);
}

void append_addresses(std::string& out, const Tables& tables, const UseArray& print) {
  for (const Family family : kFamilies) {
    fmt::format_to(std::back_inserter(out), "/* Classes of {} addresses: where each begins, and which it is. */\n",
                   family == Family::V4 ? "IPv4" : "IPv6");
    for (std::size_t field = 0; field < kAddressFields; ++field) {
      const std::string name = table_name(field, family);
      const auto& table = tables.of(family).addresses[field];
      if (table) visit_address_table(name, *table, print);
      append_readers(out, name, table, family);
    }
    out += '\n';
  }
}

constexpr std::array<std::string_view, kFields> kTests{"SOURCE_LARGE", "SOURCE", "DESTINATION_LARGE", "DESTINATION",
                                                       "PROTOCOL",     "FIRST",  "SECOND"};

// The fields that the diagram of a family tests, in its order.
std::string tested_fields(const Tables& tables, const FamilyTables& family) {
  std::array<bool, kFields> tested{};
  std::vector<Word> open{family.root};
  std::vector<bool> seen(tables.nodes.size());
  while (!open.empty()) {
    const Word at = open.back();
    open.pop_back();
    if (is_leaf(at) || seen[place_of(at)]) continue;
    seen[place_of(at)] = true;
    tested[static_cast<std::size_t>(field_of(at))] = true;
    for (const Word child : children_of(tables.nodes, place_of(at))) open.push_back(child);
  }

  std::string text;
  for (const Field field : family.order) {
    const auto index = static_cast<std::size_t>(field);
    if (tested[index]) text += fmt::format(" TEST({})", test_name(field));
  }
  return text;
}

// Whether the value of a field is 0 or 1.
bool says_yes_or_no(std::span<const std::optional<AddressTable>, kAddressFields> tables, Field field) {
  const auto at = static_cast<std::size_t>(field);
  if (at >= kAddressFields || !tables[at] || !tables[at]->alternating()) return false;
  return std::max(tables[at]->turns[0], tables[at]->turns[1]) <= 1;
}

// Where the walk begins. A first node of many edges is looked up; one of few is constants, and those are chosen among
// without branches, so that a blacklist costs its look-up and little more, whatever the packets. Where nothing stands
// before established traffic, a list that ends without a rule always means the default. Of rows it is the row that every
// packet asks that begins so; what it leads to is one finding among several.
std::string begin_text(const Tables& tables, int number, const FamilyTables& family) {
  const std::string root = fmt::format(fmt::runtime(family.by_rows ? "SGC_ANY_ROW{}" : "SGC_ROOT{}"), number);
  const Word first = first_node(family);
  if (is_leaf(first)) return root;
  const auto [keys, children] = edges_of(tables.nodes, place_of(first));
  const std::string value = fmt::format("__u64 value = VALUE({});", test_name(field_of(first)));
  if (!first_children(tables, family).empty()) {
    return fmt::format("({{ {0} begin{1}(EITHER(value - {2}, value, {2})); }})", value, number, keys.back());
  }
  if (family.by_rows || children.size() > kFewEdges) return root;

  const auto child = [&](Word word) {
    return word == kNoRule && !family.cuts_established ? std::string("SGC_DEFAULT") : fmt::format("0x{:08x}", word);
  };
  if (keys.size() == 1 && says_yes_or_no(family.addresses, field_of(first))) {
    return fmt::format("({{ {} OF_TWO(value, {}, {}); }})", value, child(children[0]), child(children[1]));
  }
  std::string chosen = child(children.back());
  for (std::size_t i = keys.size(); i-- > 0;) chosen = fmt::format("EITHER(value - {}, {}, {})", keys[i], child(children[i]), chosen);
  return fmt::format("({{ {} {}; }})", value, chosen);
}

void append_nodes_readers(std::string& out, const Tables& tables) {
  const auto back = std::back_inserter(out);
  if (tables.protocols.by_protocol().empty()) out += "NO_CLASSES(protocols)\n";
  if (tables.nodes.empty()) {
    out += "NO_NODES(nodes)\n#define SGC_SEARCH COUNT\n";
  } else if (sections_of(Width::Word, tables.nodes.size()) > 1) {
    out += "HALVES_OF_PARTS(nodes)\n#define SGC_SEARCH COUNT_OFTEN_FEW\n";
  } else {
    fmt::format_to(back, "HALVES(nodes, {})\n#define SGC_SEARCH RANK\n", tables.nodes.size());
  }
  for (std::size_t field = 0; field < kFields; ++field) {
    fmt::format_to(back, "#define STEPS_{} {}\n", kTests[field], tables.search_steps[field]);
  }
  for (const Family family : kFamilies) {
    const FamilyTables& made = tables.of(family);
    const int number = family == Family::V4 ? 4 : 6;
    fmt::format_to(back, "#define SGC_FIELDS{}(TEST){}\n", number, tested_fields(tables, made));
    fmt::format_to(back, "#define SGC_ROOT{} 0x{:08x}\n", number, made.root);
    fmt::format_to(back, "#define SGC_BEGIN{}(VALUE) {}\n", number, begin_text(tables, number, made));
    fmt::format_to(back, "#define SGC_CUTS{} {:d}\n", number, made.cuts_established);
  }
}

void append_row_readers(std::string& out, const Tables& tables) {
  const auto back = std::back_inserter(out);
  fmt::format_to(back, "#define SGC_ROWS {:d}\n#define SGC_PAIRS {:d}\n", has_rows(tables), tables.pairs.has_value());
  if (!has_rows(tables)) return;

  std::uint32_t rows = 0;
  std::uint32_t destinations = 0;
  for (const Family family : kFamilies) {
    const FamilyTables& made = tables.of(family);
    const int number = family == Family::V4 ? 4 : 6;
    fmt::format_to(back, "#define SGC_BY_ROWS{0} {1:d}\n#define SGC_ANY_ROW{0} 0x{2:08x}\n", number, made.by_rows,
                   made.any_row);
    fmt::format_to(back, "#define SGC_ANY_DESTINATION{} {}\n", number, made.any_destination);
    fmt::format_to(back, "#define SGC_LARGE_COVERS{0} {1}\n#define SGC_COVERS{0} {2}\n", number, made.cover_bases[0],
                   made.cover_bases[1]);
    rows = std::max(rows, made.most_rows);
    destinations = std::max(destinations, made.most_destinations);
  }
  fmt::format_to(back, "#define SGC_MOST_ROWS {}\n", rows);
  if (!tables.pairs) return;
  fmt::format_to(back, "#define SGC_MOST_DESTINATIONS {}\n", destinations);
  fmt::format_to(back, "#define SGC_PAIR_HOMES {}\n#define SGC_ENTRY_BITS {}\n#define SGC_MOST_PROBES {}\n",
                 tables.pairs->homes, tables.pairs->entry_bits, tables.pairs->most_probes);
}

}  // namespace

std::string table_name(std::size_t address_field, Family family) {
  return fmt::format(fmt::runtime(kFieldNames[address_field]), family == Family::V4 ? 4 : 6);
}

std::string_view test_name(Field field) { return kTests[static_cast<std::size_t>(field)]; }

std::vector<ArraySize> array_sizes(const Tables& tables) {
  std::vector<ArraySize> sizes;
  const UseArray note{[&](const std::string& name, Width width, std::span<const std::uint32_t> values, Behind behind) {
    sizes.push_back({name, width, values.size(), behind});
  }};
  for (const Family family : kFamilies) {
    for (std::size_t field = 0; field < kAddressFields; ++field) {
      const auto& table = tables.of(family).addresses[field];
      if (table) visit_address_table(table_name(field, family), *table, note);
    }
  }
  visit_decision(tables, note);
  return sizes;
}

void append_tables(std::string& out, const Tables& tables) {
  const UseArray print{[&](const std::string& name, Width width, std::span<const std::uint32_t> values, Behind behind) {
    if (name == kProtocols) {
      append_c_runs(out, name, width, values);
    } else {
      append_c_array(out, name, width, values, behind);
    }
    if (behind == Behind::Nothing) {
      fmt::format_to(std::back_inserter(out), "INDEX({}, {})\n", name, c_type(width));
    } else {
      append_c_reader(out, name, width, values.size());
    }
  }};
  append_addresses(out, tables, print);
  out += "/* Which rule decides. */\n";
  visit_decision(tables, print);
  append_nodes_readers(out, tables);
  append_row_readers(out, tables);
}

}  // namespace sgc::targets::xdp
