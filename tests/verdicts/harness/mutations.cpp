#include "tests/verdicts/harness/mutations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "compiler/net/parse_address.h"
#include "compiler/net/prefix.h"
#include "tests/verdicts/harness/dice.h"
#include "tests/verdicts/harness/pattern.h"

namespace sgc::verdicts {
namespace {

// ---- words and numbers ------------------------------------------------------------------------------------------

// What a word can become, in all ways that a row knows; nothing where it cannot be changed.
using Rewrite = std::vector<std::string> (*)(const std::string& word);

constexpr std::pair<std::string_view, std::string_view> kOpposites[] = {
    {"accept", "drop"}, {"ACCEPT", "DROP"}, {"tcp", "udp"}, {"saddr", "daddr"},  {"sport", "dport"},
    {"-s", "-d"},       {"src", "dst"},     {"echo-request", "echo-reply"}};

std::vector<std::string> opposite(const std::string& word) {
  for (const auto& [one, other] : kOpposites) {
    if (word == one) return {std::string(other)};
    if (word == other) return {std::string(one)};
  }
  return {};
}

// Each of the numbers in the word, one more and one less.
std::vector<std::string> nudged(const std::string& word) {
  static const Pattern kNumber("[0-9]+");
  std::vector<std::string> all;
  kNumber.for_each(word, 0, [&](Piece piece) {
    const unsigned long number = std::stoul(word.substr(piece.begin, piece.size));
    const auto put = [&](unsigned long other) {
      all.push_back(std::string(word).replace(piece.begin, piece.size, std::to_string(other)));
    };
    put(number + 1);
    if (number > 0) put(number - 1);
  });
  return all;
}

template <class Number>
Address first_of(Number address, unsigned length, Family family) {
  return {family, static_cast<Number>(address & static_cast<Number>(~PrefixOf<Number>::host_mask(length)))};
}

std::vector<std::string> other_length(const std::string& word) {
  const ParsedAddress parsed = parse_address(word);
  if (!parsed.ok()) return {};
  const Family family = parsed.range.family;
  const auto length = static_cast<unsigned>(std::stoul(word.substr(word.find('/') + 1)));

  std::vector<std::string> all;
  const auto put = [&](unsigned other) {
    const Address first = family == Family::V4 ? first_of(static_cast<std::uint32_t>(parsed.range.first), other, family)
                                               : first_of(parsed.range.first, other, family);
    all.push_back(fmt::format("{}/{}", to_string(first), other));
  };
  if (length > 0) put(length - 1);
  if (length < address_bits(family)) put(length + 1);
  return all;
}

std::vector<std::string> next_address(const std::string& word) {
  const ParsedAddress parsed = parse_single_address(word);
  if (!parsed.ok()) return {};
  const Address address{parsed.range.family, parsed.range.first};

  std::vector<std::string> all;
  if (address.value > 0) all.push_back(to_string(Address{address.family, address.value - 1}));
  if (address.value < last_address(address.family)) all.push_back(to_string(Address{address.family, address.value + 1}));
  return all;
}

std::vector<std::string> allowed(const std::string&) { return {"accept"}; }
std::vector<std::string> allowed_by_iptables(const std::string&) { return {"-j ACCEPT"}; }
std::vector<std::string> removed(const std::string&) { return {""}; }
std::vector<std::string> with_new(const std::string& word) { return {word + ",new"}; }
std::vector<std::string> with_new_too(const std::string& word) { return {word + ",NEW"}; }

// ---- the table --------------------------------------------------------------------------------------------------

constexpr unsigned kNft = 1U << static_cast<unsigned>(Format::Nftables);
constexpr unsigned kIpt = 1U << static_cast<unsigned>(Format::Iptables);
constexpr unsigned kSet = 1U << static_cast<unsigned>(Format::Ipset);

struct Row {
  std::string_view kind;
  unsigned formats;
  const char* pattern;
  std::size_t group;  // of the pattern, that is rewritten; 0: all of it
  Rewrite rewrite;
};

constexpr Row kRows[] = {
    {"verdict flipped", kNft, R"(\b(accept|drop)\b)", 1, opposite},
    {"verdict flipped", kNft, R"(\breject( with (tcp reset|icmp(x|v6)?( type)? [a-z-]+))?)", 0, allowed},
    {"verdict flipped", kIpt, R"(-[jg] (ACCEPT|DROP)\b)", 1, opposite},
    {"verdict flipped", kIpt, R"(-j REJECT( --reject-with [a-z0-9-]+)?)", 0, allowed_by_iptables},
    {"default flipped", kIpt, R"(^:(INPUT|OUTPUT) (ACCEPT|DROP)\b)", 2, opposite},
    {"prefix one bit off", kNft | kIpt | kSet, R"(\b[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/[0-9]+)", 0, other_length},
    {"prefix one bit off", kNft | kIpt | kSet, R"([0-9a-f]*:[0-9a-f:]*/[0-9]+)", 0, other_length},
    {"address off by one", kNft | kIpt | kSet, R"(\b([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)($|[^0-9./]))", 1, next_address},
    {"address off by one", kNft | kIpt | kSet, R"(([0-9a-f]*:[0-9a-f:]*:[0-9a-f]*)($|[^0-9a-f:/]))", 1, next_address},
    {"port off by one", kNft, R"([sd]port (!= )?([0-9{][0-9, {}-]*))", 2, nudged},
    {"port off by one", kNft, R"( \. ([0-9]+(-[0-9]+)?)( [.:]|,|}|$))", 1, nudged},
    {"port off by one", kNft, R"(^[[:space:]]*([0-9]+(-[0-9]+)?),?[[:space:]]*$)", 1, nudged},
    {"port off by one", kIpt, R"(--[sd]ports? ([0-9:,]+))", 1, nudged},
    {"port off by one", kSet, R"(,(tcp:|udp:|sctp:)?([0-9]+(-[0-9]+)?)( |,|$))", 2, nudged},
    {"element dropped", kNft, R"(\{ *([^,{}]+, *))", 1, removed},
    {"element dropped", kNft, R"((, *[^,{}]+)})", 1, removed},
    {"element dropped", kIpt, R"(--[sd]ports [0-9:,]*[0-9](,[0-9:]+))", 1, removed},
    {"another protocol", kNft, R"(\b(tcp|udp)($|[^ ]| [^r]))", 1, opposite},
    {"another protocol", kIpt, R"(-p (tcp|udp)\b)", 1, opposite},
    {"another protocol", kSet, R"(\b(tcp|udp):)", 1, opposite},
    {"source and destination exchanged", kNft, R"(\b(saddr|daddr|sport|dport)\b)", 1, opposite},
    {"source and destination exchanged", kIpt, R"((^| )(-[sd]) )", 2, opposite},
    {"source and destination exchanged", kIpt, R"(--match-set [^ ]+ ((src|dst),)*(src|dst))", 3, opposite},
    {"established widened", kNft, R"(\bestablished( *, *related)?)", 0, with_new},
    {"established widened", kIpt, R"(--ctstate [A-Z,]+)", 0, with_new_too},
    {"ICMP type off by one", kNft, R"(\b(type|code) ([0-9{][0-9, {}-]*))", 2, nudged},
    {"ICMP type off by one", kIpt, R"(--icmp(v6)?-type ([0-9/]+))", 2, nudged},
    {"ICMP type off by one", kNft | kIpt, R"(\b(echo-request|echo-reply)\b)", 1, opposite},
    {"protocol number off by one", kNft, R"(\bl4proto (!= )?([0-9{][0-9, {}-]*))", 2, nudged},
    {"protocol number off by one", kIpt, R"(-p ([0-9]+)\b)", 1, nudged},
    {"negation lost", kNft, "!= ", 0, removed},
    {"negation lost", kIpt, "! ", 0, removed},
    {"hop limit not asked", kNft, R"(\b(ip6 hoplimit|ip ttl) [0-9]+ )", 0, removed},
    {"hop limit not asked", kIpt, "-m hl --hl-eq [0-9]+ ", 0, removed},
    {"any interface", kNft, R"(\b[io]if(name)? [^ ]+ )", 0, removed},
    {"any interface", kIpt, "-[io] lo ", 0, removed},
};

// ---- lines ------------------------------------------------------------------------------------------------------

using Lines = std::vector<std::string>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

// The line with its comment and the insides of its quotes blanked out, byte for byte, so that no pattern matches there.
std::string code_of(const std::string& line) {
  std::string code = line;
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '"' && (i == 0 || code[i - 1] != '\\')) {
      quoted = !quoted;
    } else if (quoted) {
      code[i] = '_';
    } else if (code[i] == '#') {
      code.resize(i);
      break;
    }
  }
  return code;
}

// A map's `typeof` line: of the fields that it names the kernel keeps only their form, which rules repeat.
bool is_key_form(const std::string& line) {
  static const Pattern kTypeof(R"(^[[:space:]]*typeof )");
  return kTypeof.found_in(line);
}

bool is_rule(Format format, const std::string& line) {
  static const Pattern kNftVerdict(R"(^[[:space:]].*\b(accept|drop|reject|goto|jump|vmap)\b)");
  static const Pattern kNftDeclaration(R"(^[[:space:]]*(type|policy|flags|elements|size)\b)");
  static const Pattern kIptRule("^-A .* -[jg] ");  // not the comments that stand behind lines
  static const Pattern kSetElement("^add ");
  const std::string code = code_of(line);
  switch (format) {
    case Format::Nftables: return kNftVerdict.found_in(code) && !kNftDeclaration.found_in(code);
    case Format::Iptables: return kIptRule.found_in(code);
    case Format::Ipset: return kSetElement.found_in(code);
  }
  return false;
}

// A line that holds one element of a set or map: it goes as a rule goes.
bool is_element(Format format, const std::string& line) {
  static const Pattern kElement(R"(^[[:space:]]+[0-9a-f.:/-]+( \. [^:]+)?( : [a-z. -]+)?,?[[:space:]]*$)");
  return format == Format::Nftables && kElement.found_in(code_of(line));
}

// ---- candidates -------------------------------------------------------------------------------------------------

struct Candidate {
  std::string_view kind;
  std::size_t line = 0;
  std::string after;      // empty: the line is gone
  std::size_t exchanged;  // with this line; itself where it is not
};

void find_rewrites(Format format, const Lines& lines, std::vector<Candidate>& found) {
  for (const Row& row : kRows) {
    if ((row.formats >> static_cast<unsigned>(format) & 1U) == 0) continue;
    const Pattern pattern(row.pattern);
    for (std::size_t at = 0; at < lines.size(); ++at) {
      if (is_key_form(lines[at])) continue;
      pattern.for_each(code_of(lines[at]), row.group, [&](Piece piece) {
        for (const std::string& put : row.rewrite(lines[at].substr(piece.begin, piece.size))) {
          found.push_back({row.kind, at, std::string(lines[at]).replace(piece.begin, piece.size, put), at});
        }
      });
    }
  }
}

// The words of a rule by which it may be seen that it and another never meet the same packet.
struct Meets {
  std::string verdict;
  std::string family;    // empty: both
  std::string protocol;  // empty: any
};

Meets meets(const std::string& line) {
  static const Pattern kVerdict(R"(\b(accept|drop|reject|ACCEPT|DROP|REJECT)\b)");
  static const Pattern kFamily(R"(\b(ip6?) [sd]addr\b)");
  static const Pattern kProtocol(R"(\b(tcp|udp|sctp|icmpv6|icmp)\b|\bl4proto [a-z0-9]+|-p [a-z0-9-]+)");
  const std::string code = code_of(line);
  return {kVerdict.first(code), kFamily.first(code, 1), kProtocol.first(code)};
}

// Whether the order of these two can decide something. What lets connections or interfaces through is in the right
// place wherever it stands before the default, as far as one packet can tell.
bool order_matters(const std::string& one, const std::string& other) {
  static const Pattern kNotOfTheList(R"(ct ?state|\b[io]if(name)?\b|-[io] )");
  if (kNotOfTheList.found_in(one) || kNotOfTheList.found_in(other)) return false;
  const auto apart = [](const std::string& a, const std::string& b) { return !a.empty() && !b.empty() && a != b; };
  const Meets a = meets(one);
  const Meets b = meets(other);
  return a.verdict != b.verdict && !apart(a.family, b.family) && !apart(a.protocol, b.protocol);
}

// The next rule that this one could wrongly come after.
std::optional<std::size_t> later_rival(Format format, const Lines& lines, std::size_t at) {
  for (std::size_t later = at + 1; later < lines.size() && lines[later].find('}') != 0; ++later) {
    if (is_rule(format, lines[later]) && order_matters(lines[at], lines[later])) return later;
  }
  return std::nullopt;
}

void find_lines(Format format, const Lines& lines, std::vector<Candidate>& found) {
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (is_element(format, lines[at])) found.push_back({"element dropped", at, "", at});
    if (!is_rule(format, lines[at])) continue;
    found.push_back({"rule dropped", at, "", at});

    const auto rival = format == Format::Ipset ? std::nullopt : later_rival(format, lines, at);
    if (rival) found.push_back({"rule moved", at, lines[*rival], *rival});
  }
}

// A rule that is never met in its own family.
void find_families(Format format, const Lines& lines, std::vector<Candidate>& found) {
  static const Pattern kFamily(R"(^[[:space:]]+(ip6?) [sd]addr )");
  if (format != Format::Nftables) return;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (!is_rule(format, lines[at])) continue;
    kFamily.for_each(code_of(lines[at]), 1, [&](Piece piece) {
      const std::string_view other = piece.size == 2 ? "meta nfproto ipv6 " : "meta nfproto ipv4 ";
      found.push_back({"family left out", at, std::string(lines[at]).insert(piece.begin, other), at});
    });
  }
}

Mutation made(const Lines& lines, const Candidate& candidate) {
  Lines changed = lines;
  const auto at = changed.begin() + static_cast<std::ptrdiff_t>(candidate.line);
  if (candidate.after.empty()) {
    changed.erase(at);
  } else if (candidate.exchanged != candidate.line) {
    std::iter_swap(at, changed.begin() + static_cast<std::ptrdiff_t>(candidate.exchanged));
  } else {
    *at = candidate.after;
  }
  return {candidate.kind, candidate.line + 1, lines[candidate.line], candidate.after, joined(changed)};
}

}  // namespace

std::vector<Mutation> mutations(Format format, std::string_view text, std::uint64_t seed, std::size_t most) {
  const Lines lines = lines_of(text);
  Dice dice(seed);
  std::vector<Candidate> found;
  find_rewrites(format, lines, found);
  find_lines(format, lines, found);
  find_families(format, lines, found);

  std::map<std::string_view, std::vector<Candidate>> by_kind;
  for (Candidate& candidate : found) by_kind[candidate.kind].push_back(std::move(candidate));

  std::vector<Mutation> chosen;
  while (chosen.size() < most && !by_kind.empty()) {
    for (auto kind = by_kind.begin(); kind != by_kind.end() && chosen.size() < most;) {
      auto& candidates = kind->second;
      const auto drawn = candidates.begin() + static_cast<std::ptrdiff_t>(dice.below(candidates.size()));
      Mutation mutation = made(lines, *drawn);
      candidates.erase(drawn);
      const bool known = std::any_of(chosen.begin(), chosen.end(), [&](const Mutation& m) { return m.text == mutation.text; });
      if (!known) chosen.push_back(std::move(mutation));
      kind = candidates.empty() ? by_kind.erase(kind) : std::next(kind);
    }
  }
  return chosen;
}

std::string to_string(const Mutation& mutation) {
  return fmt::format("line {}, {}: {} -> {}", mutation.line, mutation.kind, mutation.before,
                     mutation.after.empty() ? "(gone)" : mutation.after);
}

Hunt hunt(Lab& lab, std::span<const NamedFile> files, std::string_view mutated, std::span<const std::string> commands,
          std::span<const Mutation> mutations, const std::function<bool()>& still_right) {
  Hunt result;
  for (const Mutation& mutation : mutations) {
    std::vector<NamedFile> wrong(files.begin(), files.end());
    for (NamedFile& file : wrong) {
      if (file.name == mutated) file.bytes = mutation.text;
    }
    lab.clear();
    if (!lab.load(wrong, commands).ok) {
      result.refused.push_back(mutation);
    } else {
      (still_right() ? result.survived : result.caught).push_back(mutation);
    }
  }
  return result;
}

std::string survivors(const Hunt& hunt) {
  std::string text;
  for (const Mutation& mutation : hunt.survived) text += to_string(mutation) + "\n";
  return text;
}

}  // namespace sgc::verdicts
