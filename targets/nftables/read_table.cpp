#include "targets/nftables/read_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/net/parse_address.h"
#include "targets/nftables/read_disjoint.h"
#include "targets/nftables/load_guard.h"
#include "targets/nftables/read_tests.h"

namespace sgc::nftables {
namespace {

class TableReader {
 public:
  explicit TableReader(std::string_view text) : text_(text), tokens_(text) {}

  ReadTable run() {
    const std::string name = take_table_line(true);
    tokens_.expect("delete");
    if (take_table_line(false) != name) fail("another table is deleted than made");
    tokens_.expect("table");
    tokens_.expect("inet");
    table_.name = tokens_.take().text;
    if (table_.name != name) fail("another table is made than deleted");
    tokens_.expect("{");

    for (tokens_.skip_line_ends(); !tokens_.take_if("}"); tokens_.skip_line_ends()) read_object();
    tokens_.skip_line_ends();
    if (declares_load_set_) read_load_end();
    if (tokens_.peek().kind != Token::Kind::End) fail("something follows the table");
    return std::move(table_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Unreadable(tokens_.peek().line, what); }

  // "table inet NAME"; the first such line says besides that what the table holds by now is to end at once.
  std::string take_table_line(bool ends_old_hooks) {
    tokens_.skip_line_ends();
    tokens_.expect("table");
    tokens_.expect("inet");
    const std::string name(tokens_.take().text);
    if (ends_old_hooks) {
      for (const std::string_view word : {"{", "flags", "dormant", ";", "}"}) tokens_.expect(word);
    }
    if (tokens_.peek().kind != Token::Kind::LineEnd) fail("expected the end of the line");
    tokens_.skip_line_ends();
    return name;
  }

  void read_object() {
    const Token kind = tokens_.take();
    const std::string name(tokens_.take().text);
    tokens_.expect("{");
    tokens_.skip_line_ends();
    if (kind.is("set")) return read_set(name);
    if (kind.is("map")) return read_map(name);
    if (kind.is("chain")) return read_chain(name);
    throw Unreadable(kind.line, fmt::format("'{}' begins nothing that is known", kind.text));
  }

  // The set that every packet is in as soon as the load is over, and its element behind the table.
  void read_load_set() {
    declares_load_set_ = true;
    take_load_fields();
    close_object();
  }

  void read_load_end() {
    for (const std::string_view word : {std::string_view("table"), std::string_view("inet"), std::string_view(table_.name), std::string_view("{")}) tokens_.expect(word);
    for (const std::string_view word : {std::string_view("set"), kLoadSet, std::string_view("{")}) take_on_next_line(word);
    take_load_fields();
    for (const std::string_view word : {"elements", "=", "{", "0-255", ".", "0-255", "}"}) take_on_next_line(word);
    close_object();
    close_object();
    tokens_.skip_line_ends();
  }

  void take_load_fields() {
    take_on_next_line("typeof");
    if (take_fields() != std::vector<std::string>{"meta nfproto", "meta l4proto"}) fail("a set of other fields");
    for (const std::string_view word : {"flags", "interval"}) take_on_next_line(word);
  }

  void take_on_next_line(std::string_view wanted) {
    tokens_.skip_line_ends();
    tokens_.expect(wanted);
  }

  void read_set(const std::string& name) {
    if (name == kLoadSet) return read_load_set();
    tokens_.expect("type");
    const std::string type(tokens_.take().text);
    take_flags();
    tokens_.expect("elements");
    tokens_.expect("=");
    if (type == "ipv4_addr" || type == "ipv6_addr") {
      sets_.addresses[name] = read_address_elements(type == "ipv4_addr" ? Family::V4 : Family::V6);
    } else if (type == "inet_service" || type == "inet_proto") {
      Numbers numbers;
      read_elements([&] {
        numbers.push_back(read_value(type == "inet_proto" ? "meta l4proto" : "th dport", tokens_.take()));
        check_width(numbers.back());
      });
      refuse_overlaps(numbers, tokens_.peek().line);
      sets_.numbers[name] = std::move(numbers);
    } else {
      fail("a set of an unknown type");
    }
    if (of_intervals_) sets_.of_intervals.insert(name);
    close_object();
  }

  AddressSet read_address_elements(Family family) {
    std::vector<RangeV4> v4;
    std::vector<RangeV6> v6;
    read_elements([&] {
      const Token token = tokens_.take();
      const ParsedAddress parsed = parse_address(token.text);
      if (!parsed.ok() || parsed.range.family != family) throw Unreadable(token.line, fmt::format("'{}' is no element", token.text));
      check_width(parsed.range);
      if (family == Family::V4) {
        v4.push_back({static_cast<std::uint32_t>(parsed.range.first), static_cast<std::uint32_t>(parsed.range.last)});
      } else {
        v6.push_back({parsed.range.first, parsed.range.last});
      }
    });
    refuse_overlaps(v4, tokens_.peek().line);
    refuse_overlaps(v6, tokens_.peek().line);
    return AddressSet::from_ranges(std::move(v4), std::move(v6));
  }

  // Calls read_one() at each element of { … }; a comma may trail.
  template <class ReadOne>
  void read_elements(ReadOne read_one) {
    tokens_.expect("{");
    for (tokens_.skip_line_ends(); !tokens_.take_if("}"); tokens_.skip_line_ends()) {
      read_one();
      tokens_.skip_line_ends();
      if (!tokens_.take_if(",") && !tokens_.peek().is("}")) fail("expected ',' between elements");
    }
  }

  // An element that is more than one value, in a set that is not made for it.
  template <class Range>
  void check_width(const Range& range) const {
    if (range.first != range.last && !of_intervals_) fail("a range stands in a set without `flags interval`");
  }

  void take_flags() {
    tokens_.skip_line_ends();
    of_intervals_ = tokens_.take_if("flags");
    if (of_intervals_) tokens_.expect("interval");
    tokens_.skip_line_ends();
    tokens_.take_if("counter");
    tokens_.skip_line_ends();
  }

  void close_object() {
    tokens_.skip_line_ends();
    tokens_.expect("}");
  }

  void read_map(const std::string& name) {
    std::vector<std::string> fields;
    if (tokens_.take_if("type")) {
      fields.push_back("address");  // which side is looked up stands where the map is used
      address_family_[name] = tokens_.take().is("ipv4_addr") ? Family::V4 : Family::V6;
    } else {
      tokens_.expect("typeof");
      fields = take_fields();
    }
    tokens_.expect(":");
    tokens_.expect("verdict");
    take_flags();
    tokens_.expect("elements");
    tokens_.expect("=");

    std::vector<ReadElement>& elements = table_.maps[name];
    read_elements([&] { elements.push_back(read_element(fields, name)); });
    if (of_intervals_) sets_.of_intervals.insert(name);
    key_of_map_[name] = std::move(fields);
    close_object();
  }

  std::vector<std::string> take_fields() {
    std::vector<std::string> fields;
    do {
      fields.push_back(TestReader::take_field(tokens_));
      if (fields.back().empty()) fail(fmt::format("'{}' is no field that sgc asks for", tokens_.peek().text));
    } while (tokens_.take_if("."));
    return fields;
  }

  ReadElement read_element(const std::vector<std::string>& fields, const std::string& map) {
    const std::size_t line = tokens_.peek().line;
    ReadElement element;
    if (fields.front() == "address") {
      const Token token = tokens_.take();
      element.region.source = read_addresses(token, address_family_.at(map));
      check_width(parse_address(token.text).range);
    } else {
      TestReader tests(sets_);
      for (const std::string& field : fields) {
        if (&field != &fields.front()) tokens_.expect(".");
        tests.add_value(field, tokens_.take());
      }
      if (tests.asks_intervals() && !of_intervals_) fail("a range stands in a map without `flags interval`");
      element.region = tests.region(line);
    }
    tokens_.expect(":");
    element.verdict = take_verdict(element.region);
    element.line = line;
    return element;
  }

  ReadVerdict take_verdict(const Region& region) {
    using Kind = ReadVerdict::Kind;
    const Token word = tokens_.take();
    if (word.is("accept")) return {Kind::Accept, {}, false, {}};
    if (word.is("drop")) return {Kind::Drop, {}, false, {}};
    if (word.is("jump")) return {Kind::Jump, std::string(tokens_.take().text), false, {}};
    if (word.is("goto")) return {Kind::Goto, std::string(tokens_.take().text), false, {}};
    if (!word.is("reject")) throw Unreadable(word.line, fmt::format("'{}' is no verdict that is known", word.text));

    tokens_.expect("with");
    const bool reset = tokens_.take_if("tcp");
    if (!reset) tokens_.expect("icmpx");
    tokens_.expect(reset ? "reset" : "admin-prohibited");
    static const ServiceSet kTcp = ServiceSet::of_protocol(protocol::kTcp);
    if (reset && !kTcp.contains(region.service)) throw Unreadable(word.line, "a reset answers more than TCP");
    return {Kind::Reject, {}, reset, {}};
  }

  void read_chain(const std::string& name) {
    ReadChain& chain = table_.chains[name];
    if (tokens_.take_if("type")) read_hook(chain);
    for (tokens_.skip_line_ends(); !tokens_.take_if("}"); tokens_.skip_line_ends()) {
      chain.statements.push_back(read_statement());
      if (tokens_.peek().kind != Token::Kind::LineEnd) fail(fmt::format("'{}' is not understood", tokens_.peek().text));
    }
  }

  void read_hook(ReadChain& chain) {
    tokens_.expect("filter");
    tokens_.expect("hook");
    chain.hook = tokens_.take().text;
    if (chain.hook != "input" && chain.hook != "output") fail("a hook that no file of sgc uses");
    tokens_.expect("priority");
    tokens_.expect("filter");
    chain.priority = take_offset();
    tokens_.expect(";");
    tokens_.expect("policy");
    chain.policy = tokens_.take().text;
    if (chain.policy != "accept" && chain.policy != "drop") fail(fmt::format("'{}' is no policy of a chain", chain.policy));
    tokens_.expect(";");
  }

  // "+ 5", "- 5", or nothing.
  std::int64_t take_offset() {
    const bool negative = tokens_.take_if("-");
    if (!negative && !tokens_.take_if("+")) return 0;
    const Token number = tokens_.take();
    std::int64_t offset = 0;
    const char* const end = number.text.data() + number.text.size();
    const auto [after, error] = std::from_chars(number.text.data(), end, offset);
    const bool octal = number.text.size() > 1 && number.text[0] == '0';
    if (error != std::errc{} || after != end || offset < 0 || octal) throw Unreadable(number.line, fmt::format("'{}' is no priority", number.text));
    return negative ? -offset : offset;
  }

  ReadStatement read_statement() {
    const std::string_view line = line_of(tokens_.peek());
    if (is_fixed(line)) return take_fixed(line);
    return line.substr(0, line.find('"')).find(" vmap ") != std::string_view::npos ? read_lookup() : read_rule();
  }

  ReadStatement read_rule() {
    ReadStatement statement;
    statement.line = tokens_.peek().line;
    TestReader tests(sets_);
    while (tests.take(tokens_)) {
    }
    const Region region = tests.region(statement.line);
    statement.asks_intervals = tests.asks_intervals();
    const bool limited = tokens_.take_if("limit");
    if (limited) statement.limit = take_rate();
    tokens_.take_if("counter");
    const host::LogPrefix logged = take_log();
    if (logged && tokens_.peek().kind == Token::Kind::LineEnd) {
      statement.kind = ReadStatement::Kind::Log;
      statement.elements.push_back({region, {}, statement.line});
      statement.elements.front().verdict.logged = logged;
      return statement;
    }
    if (limited) fail("a limit on something else than a log");  // it would decide of some packets only

    statement.elements.push_back({region, take_verdict(region), statement.line});
    statement.elements.front().verdict.logged = logged;
    if (tokens_.take_if("comment")) tokens_.take();
    return statement;
  }

  std::string take_rate() {
    tokens_.expect("rate");
    return std::string(tokens_.take().text);
  }

  host::LogPrefix take_log() {
    if (!tokens_.take_if("log")) return std::nullopt;
    if (!tokens_.take_if("prefix")) return std::string();
    if (tokens_.peek().kind != Token::Kind::String) fail("a prefix stands in quotation marks");
    return std::string(tokens_.take().text);
  }

  std::string_view line_of(const Token& first) const {
    const auto at = static_cast<std::size_t>(first.text.data() - text_.data());
    return text_.substr(at, std::min(text_.find('\n', at), text_.size()) - at);
  }

  // Lines that stand before the lists; verify() holds them against what they must be.
  static bool is_fixed(std::string_view line) {
    return line.starts_with("ct ") || line.starts_with("iifname ") || line.starts_with("oifname ") ||
           line.find(" comment \"baseline: ") != std::string_view::npos || line.starts_with(kLoadKey);
  }

  ReadStatement take_fixed(std::string_view line) {
    if (line.starts_with(kLoadKey) && !declares_load_set_) fail("a set that does not exist");
    ReadStatement statement;
    statement.kind = ReadStatement::Kind::Fixed;
    statement.text = line;
    statement.line = tokens_.peek().line;
    while (tokens_.peek().kind != Token::Kind::LineEnd && tokens_.peek().kind != Token::Kind::End) tokens_.take();
    return statement;
  }

  ReadStatement read_lookup() {
    ReadStatement statement;
    statement.kind = ReadStatement::Kind::Elements;
    statement.line = tokens_.peek().line;
    const std::vector<std::string> fields = take_fields();
    tokens_.expect("vmap");
    const Token name = tokens_.take();
    statement.map = name.text.starts_with('@') ? name.text.substr(1) : std::string_view();
    const auto key = key_of_map_.find(statement.map);
    if (key == key_of_map_.end()) throw Unreadable(name.line, "a map that does not exist");
    statement.asks_intervals = sets_.of_intervals.contains(statement.map);
    if (key->second.front() == "address") {
      use_address_map(fields, statement);
    } else if (key->second != fields) {
      throw Unreadable(name.line, "a map is asked for other fields than it has");
    }
    return statement;
  }

  // The elements of a plain address map were read as sources: a look-up by destination turns them round.
  void use_address_map(const std::vector<std::string>& fields, ReadStatement& statement) {
    const bool v4 = address_family_.at(statement.map) == Family::V4;
    const std::string ip = v4 ? "ip" : "ip6";
    if (fields != std::vector{ip + " saddr"} && fields != std::vector{ip + " daddr"}) {
      throw Unreadable(statement.line, "a map of addresses is asked for something else");
    }
    statement.elements = table_.maps.at(statement.map);
    statement.map.clear();
    if (fields.front().ends_with("saddr")) return;
    for (ReadElement& element : statement.elements) std::swap(element.region.source, element.region.destination);
  }

  std::string_view text_;
  Tokens tokens_;
  ReadTable table_;
  ReadSets sets_;
  bool declares_load_set_ = false;
  bool of_intervals_ = false;  // the set or map that is being read
  std::map<std::string, std::vector<std::string>, std::less<>> key_of_map_;
  std::map<std::string, Family, std::less<>> address_family_;
};

}  // namespace

bool ReadTable::logs_some() const {
  return std::any_of(chains.begin(), chains.end(), [](const auto& named) {
    const std::vector<ReadStatement>& statements = named.second.statements;
    return std::any_of(statements.begin(), statements.end(), [](const ReadStatement& statement) { return statement.logs(); });
  });
}

ReadTable read_table(std::string_view text) { return TableReader(text).run(); }

}  // namespace sgc::nftables
