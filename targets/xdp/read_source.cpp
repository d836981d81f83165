#include "targets/xdp/read_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "targets/host/unreadable.h"
#include "targets/xdp/print.h"
#include "targets/xdp/read_words.h"
#include "targets/xdp/tables_text.h"

namespace sgc::targets::xdp {
namespace {

using host::Unreadable;

std::size_t lines_in(std::string_view text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

// Turns what was said into tables.
class Builder {
 public:
  explicit Builder(Said said) : said_(std::move(said)) {}

  ReadPart build() const {
    ReadPart part;
    part.otherwise = define_number("SGC_DEFAULT");
    Tables& tables = part.tables;
    tables.protocols = protocols();
    tables.nodes = array("nodes");
    for (std::size_t field = 0; field < kFields; ++field) {
      tables.search_steps[field] = define_number(fmt::format("STEPS_{}", test_name(static_cast<Field>(field))));
    }
    for (const Family family : kFamilies) add_family(family, tables.of(family));
    tables.covers = array("covers");
    if (define_number("SGC_PAIRS") != 0) add_pairs(tables);
    return part;
  }

 private:
  static std::uint32_t number(std::string_view text) {
    const auto value = number_in(text);
    if (!value) throw Unreadable(0, fmt::format("'{}' is no number", text));
    return *value;
  }

  std::vector<std::uint32_t> array(const std::string& name) const {
    const auto found = said_.arrays.find(name);
    return found == said_.arrays.end() ? std::vector<std::uint32_t>() : found->second;
  }
  const std::string& define(const std::string& name) const {
    const auto found = said_.defines.find(name);
    if (found == said_.defines.end()) throw Unreadable(0, name + " is missing");
    return found->second;
  }
  std::uint32_t define_number(const std::string& name) const { return number(define(name)); }

  ProtocolClasses protocols() const {
    std::vector<std::uint32_t> classes = array("protocols");
    if (!ProtocolClasses::are_canonical(classes)) throw Unreadable(0, "the classes of protocols are not numbered as sgc does");
    return ProtocolClasses(std::move(classes));
  }

  // A word of a macro's, counted from its name; nothing where it is not used.
  std::optional<std::uint32_t> macro_number(std::string_view macro, const std::string& name, std::size_t word) const {
    const auto found = said_.macros.find(fmt::format("{} {}", macro, name));
    if (found == said_.macros.end()) return std::nullopt;
    if (word >= found->second.size()) throw Unreadable(0, fmt::format("{}({}) lacks a number", macro, name));
    return number(found->second[word]);
  }

  void add_family(Family family, FamilyTables& made) const {
    const int version = family == Family::V4 ? 4 : 6;
    made.cuts_established = define_number(fmt::format("SGC_CUTS{}", version)) != 0;
    made.root = define_number(fmt::format("SGC_ROOT{}", version));
    made.order = order(define(fmt::format("SGC_FIELDS{}", version)));
    for (std::size_t field = 0; field < kAddressFields; ++field) made.addresses[field] = address_table(table_name(field, family));
    if (define_number("SGC_ROWS") == 0) return;

    made.by_rows = define_number(fmt::format("SGC_BY_ROWS{}", version)) != 0;
    made.any_row = define_number(fmt::format("SGC_ANY_ROW{}", version));
    made.most_rows = define_number("SGC_MOST_ROWS");
    made.any_destination = define_number(fmt::format("SGC_ANY_DESTINATION{}", version));
    made.cover_bases = {define_number(fmt::format("SGC_LARGE_COVERS{}", version)),
                        define_number(fmt::format("SGC_COVERS{}", version))};
    if (define_number("SGC_PAIRS") != 0) made.most_destinations = define_number("SGC_MOST_DESTINATIONS");
  }

  // Those that are tested, in their order, then the others.
  static FieldOrder order(std::string_view text) {
    std::vector<std::pair<std::size_t, Field>> places;
    for (std::size_t field = 0; field < kFields; ++field) {
      places.emplace_back(text.find(fmt::format("({})", test_name(static_cast<Field>(field)))), static_cast<Field>(field));
    }
    std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    FieldOrder order{};
    for (std::size_t i = 0; i < kFields; ++i) order[i] = places[i].second;
    return order;
  }

  // "TURNS(name_values, 0, 1)", where two values take turns.
  std::array<std::uint32_t, 2> turns(const std::string& name) const {
    const auto first = macro_number("TURNS", name + "_values", 1);
    if (!first) return {};
    return {*first, macro_number("TURNS", name + "_values", 2).value()};
  }

  AddressTable host_table(const std::string& name) const {
    AddressTable table;
    table.turns = turns(name);
    HostList& list = table.hosts.emplace();
    list.search_steps = macro_number("HOSTS", name, 1).value_or(0);
    list.words = array(name + "_words");
    list.entries = array(name + "_hosts");
    return table;
  }

  AddressTable line_table(const std::string& name) const {
    AddressTable table;
    table.turns = turns(name);
    HostLines& list = table.lines.emplace();
    list.block_bits = macro_number("HOST_LINES", name, 1).value_or(0);
    list.search_steps = macro_number("HOST_LINES", name, 2).value_or(0);
    list.blocks = array(name + "_blocks");
    list.lines = array(name + "_lines");
    list.entries = array(name + "_hosts");
    return table;
  }

  std::optional<AddressTable> address_table(const std::string& name) const {
    if (said_.arrays.contains(name + "_lines")) return line_table(name);
    if (said_.arrays.contains(name + "_hosts")) return host_table(name);
    if (!said_.arrays.contains(name + "_bounds")) return std::nullopt;
    AddressTable table;
    table.bounds = array(name + "_bounds");
    table.index = array(name + "_index");
    if (!table.index.empty()) table.index_bits = macro_number("CLASSES", name, 1).value_or(0);
    table.values = array(name + "_values");
    table.nodes = array(name + "_nodes");
    table.turns = turns(name);
    const auto steps = table.indexed() ? macro_number("CLASSES", name, 3) : macro_number("FEW_CLASSES", name, 2);
    table.search_steps = steps.value_or(0);
    table.node_steps = macro_number("CLASSES_BELOW", name, 1).value_or(0);
    return table;
  }

  void add_pairs(Tables& tables) const {
    PairTable& pairs = tables.pairs.emplace();
    pairs.homes = define_number("SGC_PAIR_HOMES");
    pairs.entry_bits = define_number("SGC_ENTRY_BITS");
    pairs.most_probes = define_number("SGC_MOST_PROBES");
    pairs.slots = array("pair_slots");
    pairs.rules = array("pair_rules");
    const std::vector<std::uint32_t> words = array("pair_entries");
    for (std::size_t at = 0; at + 4 <= words.size(); at += 4) {
      pairs.entries.push_back({words[at], words[at + 1], words[at + 2], words[at + 3]});
    }
  }

  Said said_;
};

}  // namespace

std::size_t comment_length(std::string_view text, std::size_t first_line) {
  constexpr std::string_view kBegins = "/*\n";
  constexpr std::string_view kEnds = " */\n";
  if (!text.starts_with(kBegins)) throw Unreadable(first_line, "a comment is missing that sgc writes here");
  std::size_t line = first_line + 1;
  for (std::size_t at = kBegins.size(); at < text.size(); ++line) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(kEnds)) return at + kEnds.size();
    const std::string_view words = rest.substr(0, rest.find('\n'));
    if (!words.starts_with(" *") || words.find("*/") != std::string_view::npos) break;
    at += words.size() + 1;
  }
  throw Unreadable(line, "this is no line of a comment that sgc writes");
}

PolicyPart policy_part(std::string_view source) {
  const TemplateParts parts = template_parts();
  if (!source.starts_with(parts.before_header)) throw Unreadable(1, "this is not how a program of sgc begins");
  const std::size_t header = parts.before_header.size();
  const std::size_t before = header + comment_length(source.substr(header), lines_in(parts.before_header) + 1);
  if (!source.substr(before).starts_with(parts.before_policy)) {
    throw Unreadable(lines_in(source.substr(0, before)) + 1, "the fixed part before the policy is not the one that sgc writes");
  }
  const std::size_t begin = before + parts.before_policy.size();
  if (!source.ends_with(parts.program) || source.size() - parts.program.size() < begin) {
    throw Unreadable(0, "the fixed part after the policy is not the one that sgc writes");
  }
  return {source.substr(begin, source.size() - parts.program.size() - begin), lines_in(source.substr(0, begin)) + 1};
}

ReadPart read_part(const PolicyPart& part) { return Builder(read_words(part)).build(); }

}  // namespace sgc::targets::xdp
