#include "tests/verdicts/harness/mutations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <regex>

#include "compiler/net/parse_address.h"
#include "compiler/net/prefix.h"
#include "tests/verdicts/harness/dice.h"

namespace sgc::verdicts {
namespace {

// ---- words and numbers ------------------------------------------------------------------------------------------

// What a rewrite makes of a match; the same text means that it can do nothing.
using Rewrite = std::string (*)(const std::smatch& match, Dice& dice);

// Exchanges two words wherever one of them is the whole of the last group.
std::string exchanged(const std::smatch& match, std::string_view one, std::string_view other) {
  const std::string word = match[match.size() - 1];
  const std::string head = match.str().substr(0, match.str().size() - word.size());
  if (word == one) return head + std::string(other);
  if (word == other) return head + std::string(one);
  return match.str();
}

// The last group, a decimal number, one more or one less.
std::string nudged(const std::smatch& match, Dice& dice) {
  const std::string digits = match[match.size() - 1];
  const std::string head = match.str().substr(0, match.str().size() - digits.size());
  const unsigned long number = std::stoul(digits);
  return head + std::to_string(number > 0 && dice.one_in(2) ? number - 1 : number + 1);
}

template <class Number>
AddressRange with_length(Number first, unsigned length, Family family) {
  const Number open = PrefixOf<Number>::host_mask(length);
  first = static_cast<Number>(first & static_cast<Number>(~open));
  return {family, first, static_cast<Number>(first | open)};
}

std::string other_length(const std::smatch& match, Dice& dice) {
  const ParsedAddress parsed = parse_address(match.str());
  if (!parsed.ok()) return match.str();
  const auto length = static_cast<unsigned>(std::stoul(match[match.size() - 1].str()));
  const bool longer = length == 0 || (length < address_bits(parsed.range.family) && dice.one_in(2));
  const unsigned other = longer ? length + 1 : length - 1;

  const AddressRange range = parsed.range.family == Family::V4
                                 ? with_length(static_cast<std::uint32_t>(parsed.range.first), other, Family::V4)
                                 : with_length(parsed.range.first, other, Family::V6);
  return fmt::format("{}/{}", to_string(Address{range.family, range.first}), other);
}

std::string next_address(const std::smatch& match, Dice& dice) {
  const ParsedAddress parsed = parse_single_address(match[1].str());
  if (!parsed.ok()) return match.str();
  const Address address{parsed.range.family, parsed.range.first};
  const bool down = address.value == last_address(address.family) || (address.value > 0 && dice.one_in(2));
  return to_string(Address{address.family, down ? address.value - 1 : address.value + 1}) + match[2].str();
}

std::string flipped(const std::smatch& match, Dice&) {
  const std::string word = match[match.size() - 1];
  return exchanged(match, word == "accept" || word == "drop" ? "accept" : "ACCEPT", word == "accept" || word == "drop" ? "drop" : "DROP");
}

std::string allowed(const std::smatch&, Dice&) { return "accept"; }
std::string allowed_by_iptables(const std::smatch&, Dice&) { return "-j ACCEPT"; }
std::string removed(const std::smatch&, Dice&) { return ""; }
std::string first_group(const std::smatch& match, Dice&) { return match[1].str(); }
std::string with_new(const std::smatch& match, Dice&) { return match.str() + ",new"; }
std::string with_NEW(const std::smatch& match, Dice&) { return match.str() + ",NEW"; }
std::string other_protocol(const std::smatch& match, Dice&) { return exchanged(match, "tcp", "udp"); }
std::string other_address(const std::smatch& match, Dice&) { return exchanged(match, "saddr", "daddr"); }
std::string other_port(const std::smatch& match, Dice&) { return exchanged(match, "sport", "dport"); }
std::string other_flag(const std::smatch& match, Dice&) { return exchanged(match, "-s", "-d"); }
std::string other_set_flag(const std::smatch& match, Dice&) { return exchanged(match, "src", "dst"); }
std::string other_echo(const std::smatch& match, Dice&) { return exchanged(match, "echo-request", "echo-reply"); }

// ---- the table --------------------------------------------------------------------------------------------------

constexpr unsigned kNft = 1U << static_cast<unsigned>(Format::Nftables);
constexpr unsigned kIpt = 1U << static_cast<unsigned>(Format::Iptables);
constexpr unsigned kSet = 1U << static_cast<unsigned>(Format::Ipset);

struct Row {
  std::string_view kind;
  unsigned formats;
  const char* pattern;
  Rewrite rewrite;
};

constexpr Row kRows[] = {
    {"verdict flipped", kNft, R"(\b(accept|drop)\b)", flipped},
    {"verdict flipped", kNft, R"(\breject( with (tcp reset|icmpx? [a-z-]+|icmpx? type [a-z-]+|icmpv6 [a-z-]+))?)", allowed},
    {"verdict flipped", kIpt, R"(-[jg] (ACCEPT|DROP)\b)", flipped},
    {"verdict flipped", kIpt, R"(-j REJECT( --reject-with [a-z0-9-]+)?)", allowed_by_iptables},
    {"default flipped", kIpt, R"(^:(?:INPUT|OUTPUT) (ACCEPT|DROP)\b)", flipped},
    {"prefix one bit off", kNft | kIpt | kSet, R"(\b[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/([0-9]+))", other_length},
    {"prefix one bit off", kNft | kIpt | kSet, R"([0-9a-f]*:[0-9a-f:]*/([0-9]+))", other_length},
    {"address off by one", kNft | kIpt | kSet, R"(\b([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)($|[^0-9./]))", next_address},
    {"address off by one", kNft | kIpt | kSet, R"(([0-9a-f]*:[0-9a-f:]*:[0-9a-f]*)($|[^0-9a-f:/]))", next_address},
    {"port off by one", kNft, R"([sd]port (?:!= )?(?:\{ ?)?(?:[0-9]+(?:-[0-9]+)?, ?)*(?:[0-9]+-)?([0-9]+))", nudged},
    {"port off by one", kNft, R"( \. (?:[0-9]+-)?([0-9]+)(?= *[,:.}]|$))", nudged},
    {"port off by one", kNft, R"(^\s*(?:[0-9]+-)?([0-9]+)(?=,?\s*$))", nudged},
    {"port off by one", kIpt, R"(--[sd]ports? (?:[0-9:]+,)*(?:[0-9]+:)?([0-9]+))", nudged},
    {"port off by one", kSet, R"(,(?:tcp:|udp:|sctp:)?(?:[0-9]+-)?([0-9]+)\b)", nudged},
    {"element dropped", kNft, R"((\{ *)[^,{}]+, *)", first_group},
    {"element dropped", kNft, R"(, *[^,{}]+(?=\}))", removed},
    {"element dropped", kIpt, R"((--[sd]ports [0-9:,]*[0-9]),[0-9:]+)", first_group},
    {"another protocol", kNft, R"(\b(tcp|udp)\b(?! reset))", other_protocol},
    {"another protocol", kIpt, R"(-p (tcp|udp)\b)", other_protocol},
    {"another protocol", kSet, R"(\b(tcp|udp):)", [](const std::smatch& match, Dice&) {
       return std::string(match[1] == "tcp" ? "udp:" : "tcp:");
     }},
    {"source and destination exchanged", kNft, R"(\b(saddr|daddr)\b)", other_address},
    {"source and destination exchanged", kNft, R"(\b(sport|dport)\b)", other_port},
    {"source and destination exchanged", kIpt, R"((?:^| )(-[sd])(?= ))", other_flag},
    {"source and destination exchanged", kIpt, R"(--match-set [^ ]+ (?:(?:src|dst),)*(src|dst))", other_set_flag},
    {"established widened", kNft, R"(\bestablished(?: *, *related)?)", with_new},
    {"established widened", kIpt, R"(--ctstate [A-Z,]+)", with_NEW},
    {"ICMP type off by one", kNft, R"(\btype (?:\{ ?)?(?:[0-9]+(?:-[0-9]+)?, ?)*(?:[0-9]+-)?([0-9]+))", nudged},
    {"ICMP type off by one", kNft, R"(\bcode (?:\{ ?)?([0-9]+))", nudged},
    {"ICMP type off by one", kIpt, R"(--icmp(?:v6)?-type (?:[0-9]+/)?([0-9]+))", nudged},
    {"ICMP type off by one", kNft | kIpt, R"(\b(echo-request|echo-reply)\b)", other_echo},
    {"protocol number off by one", kNft, R"(\bl4proto (?:\{ ?)?([0-9]+))", nudged},
    {"protocol number off by one", kIpt, R"(-p ([0-9]+)\b)", nudged},
    {"negation lost", kNft, R"(!= )", removed},
    {"negation lost", kIpt, R"(! )", removed},
    {"hop limit not asked", kNft, R"(\b(?:hoplimit|ttl) [0-9]+ )", removed},
    {"hop limit not asked", kIpt, R"(-m hl --hl-eq [0-9]+ )", removed},
    {"any interface", kNft, R"(\b[io]if(?:name)? "?[^ ]*"? )", removed},
    {"any interface", kIpt, R"(-[io] lo )", removed},
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

const std::regex& rule_pattern(Format format) {
  static const std::regex kNftRule(R"(^\s+(?!\s|type |policy |flags |elements|size ).*\b(accept|drop|reject|goto|jump|vmap|continue)\b.*)");
  static const std::regex kIptRule(R"(^-A .*)");
  static const std::regex kSetElement(R"(^add .*)");
  switch (format) {
    case Format::Nftables: return kNftRule;
    case Format::Iptables: return kIptRule;
    case Format::Ipset: return kSetElement;
  }
  return kIptRule;
}

bool is_rule(Format format, const std::string& line) { return std::regex_search(code_of(line), rule_pattern(format)); }

// A line that holds one element of a set or map: it goes as a rule goes.
bool is_element(Format format, const std::string& line) {
  static const std::regex kElement(R"(^\s+[0-9a-f.:/-]+( \. [^:]+)?( : [a-z. -]+)?,?\s*$)");
  return format == Format::Nftables && std::regex_search(code_of(line), kElement);
}

// ---- candidates -------------------------------------------------------------------------------------------------

struct Candidate {
  std::string_view kind;
  std::size_t line = 0;
  std::string after;      // empty: the line is gone
  std::size_t exchanged;  // with this line; itself where it is not
};

void find_rewrites(Format format, const Lines& lines, Dice& dice, std::vector<Candidate>& found) {
  for (const Row& row : kRows) {
    if ((row.formats >> static_cast<unsigned>(format) & 1U) == 0) continue;
    const std::regex pattern(row.pattern);
    for (std::size_t at = 0; at < lines.size(); ++at) {
      const std::string code = code_of(lines[at]);
      for (std::sregex_iterator match(code.begin(), code.end(), pattern), end; match != end; ++match) {
        const std::string put = row.rewrite(*match, dice);
        if (put == match->str()) continue;
        const auto begin = static_cast<std::size_t>(match->position());
        std::string after = lines[at];
        after.replace(begin, static_cast<std::size_t>(match->length()), put);
        found.push_back({row.kind, at, after, at});
      }
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
  static const std::regex kVerdict(R"(\b(accept|drop|reject|ACCEPT|DROP|REJECT)\b)");
  static const std::regex kFamily(R"(\b(ip6?) [sd]addr\b)");
  static const std::regex kProtocol(R"(\b(tcp|udp|sctp|icmpv6|icmp)\b|\bl4proto ([a-z0-9]+)|-p ([a-z0-9-]+))");
  const std::string code = code_of(line);
  const auto found = [&code](const std::regex& pattern) {
    std::smatch match;
    return std::regex_search(code, match, pattern) ? match.str() : std::string();
  };
  const std::string family = found(kFamily);
  return {found(kVerdict), family.substr(0, family.find(' ')), found(kProtocol)};
}

// Whether the order of these two can decide something. What lets connections or interfaces through is in the right
// place wherever it stands before the default, as far as one packet can tell.
bool order_matters(const std::string& one, const std::string& other) {
  static const std::regex kNotOfTheList(R"(ct ?state|\b[io]if(name)?\b|-[io] )");
  if (std::regex_search(one, kNotOfTheList) || std::regex_search(other, kNotOfTheList)) return false;
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
  if (format != Format::Nftables) return;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const std::string code = code_of(lines[at]);
    static const std::regex kFamily(R"(^(\s+)((?:ip6?) [sd]addr .*))");
    std::smatch match;
    if (!is_rule(format, lines[at]) || !std::regex_match(code, match, kFamily)) continue;
    const std::string other = match[2].str().rfind("ip6 ", 0) == 0 ? "ipv4" : "ipv6";
    found.push_back({"family left out", at, match[1].str() + "meta nfproto " + other + " " + lines[at].substr(match[1].str().size()), at});
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
  find_rewrites(format, lines, dice, found);
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
