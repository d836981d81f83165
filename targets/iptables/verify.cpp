#include "targets/iptables/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "targets/host/proof.h"
#include "targets/iptables/frame.h"
#include "targets/iptables/iptables.h"
#include "targets/iptables/names.h"
#include "targets/iptables/options.h"
#include "targets/iptables/quote.h"
#include "targets/iptables/read_lists.h"
#include "targets/iptables/read_words.h"

namespace sgc::iptables {
namespace {

const targets::OutputFile& file_at(std::span<const targets::OutputFile> files, const std::string& path) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const targets::OutputFile& f) { return f.path == path; });
  if (found == files.end()) throw Unreadable(0, fmt::format("{} is missing", path));
  return *found;
}

// What a list says and logs of one family alone: a file says nothing of the other.
struct FamilyList {
  ir::RuleList list;
  host::Logs logs;
};

// Its sets are interned in `own`.
FamilyList of_family(const ir::RuleList& list, const host::Logs& logs, const ir::Policy& policy, Family family, ir::Policy& own) {
  host::RegionRules rules(own);
  FamilyList chosen;
  for (std::size_t i = 0; i < list.rules.size(); ++i) {
    const ir::Rule& rule = list.rules[i];
    const host::Region region{policy.addresses(rule.source).restricted_to(family), policy.addresses(rule.destination).restricted_to(family),
                              policy.service_set(rule.service).restricted_to(family)};
    if (region.empty()) continue;
    rules.add(region, rule.verdict, 0);
    rules.rules.back().span = rule.span;
    chosen.logs.rules.push_back(logs.rules[i]);
  }
  chosen.list.rules = std::move(rules.rules);
  chosen.list.otherwise = list.otherwise;
  chosen.logs.otherwise = logs.otherwise;
  return chosen;
}

std::string written_prefix(std::string_view prefix) { return quote(prefix, Place::LogPrefix).text; }

// Proves one direction of one rules file.
class ListProof {
 public:
  ListProof(const targets::Request& request, const ir::Point& point, const Options& options, Family family, ir::Direction direction,
            const host::Proof& proof)
      : request_(request), point_(point), options_(options), family_(family), direction_(direction), proof_(proof) {}

  void run(const ReadTable& table) const {
    const ReadChain& base = base_chain(table);
    const ir::RuleList early = host::rules_of(point_.list(direction_), true);
    const FixedFrame frame = fixed_frame(direction_, family_, options_.baseline);

    std::vector<std::string_view> before;
    if (early.rules.empty()) before.push_back(frame.established);
    before.push_back(frame.loopback);
    before.insert(before.end(), frame.baseline.begin(), frame.baseline.end());
    if (!begins_with(base, before) || !has_policy_of_default(base)) return proof_.frame_differs(direction_);

    std::size_t begin = before.size();
    if (!early.rules.empty()) {
      const auto at = std::find_if(base.rules.begin(), base.rules.end(), [&](const ReadRule& rule) { return rule.text == frame.established; });
      if (at == base.rules.end()) return proof_.frame_differs(direction_);
      const auto end = static_cast<std::size_t>(at - base.rules.begin());
      compare(early, table, {&base, begin, end}, ir::Verdict::Allow);
      begin = end + 1;
    }
    compare(host::rules_of(point_.list(direction_), false), table, {&base, begin, base.rules.size()}, otherwise(base));
    if (base.policy == "DROP" && !decides_all(base)) {
      throw Unreadable(0, fmt::format("no line says the default of the {} list: a load would let packets through", to_string(direction_)));
    }
  }

 private:
  const ReadChain& base_chain(const ReadTable& table) const {
    const bool inbound = direction_ == ir::Direction::Inbound;
    const std::string name = options_.table == TableMode::Shared ? list_chain(point_.name, direction_) : (inbound ? "INPUT" : "OUTPUT");
    const auto found = table.find(name);
    if (found == table.end()) throw Unreadable(0, fmt::format("there is no chain {}", name));
    return found->second;
  }

  static bool begins_with(const ReadChain& base, const std::vector<std::string_view>& texts) {
    return base.rules.size() >= texts.size() &&
           std::equal(texts.begin(), texts.end(), base.rules.begin(), [](std::string_view text, const ReadRule& rule) { return rule.text == text; });
  }

  // Whether some line decides whatever comes to it, so that the policy has nothing to.
  bool decides_all(const ReadChain& base) const {
    using Kind = ReadVerdict::Kind;
    const host::Region all{AddressSet::any(family_), AddressSet::any(family_), ServiceSet::all(family_)};
    return std::any_of(base.rules.begin(), base.rules.end(), [&](const ReadRule& rule) {
      const bool decides = rule.verdict.kind == Kind::Drop || rule.verdict.kind == Kind::Reject || rule.verdict.kind == Kind::Goto;
      return !rule.frame && decides && rule.region == all;
    });
  }

  // Where the last line says the default the policy decides nothing, but while the file is loaded.
  bool has_policy_of_default(const ReadChain& base) const {
    return base.policy == "-" || (base.policy == "ACCEPT") == (point_.list(direction_).otherwise.verdict == ir::Verdict::Allow);
  }

  // A packet that falls out of a chain of one's own meets rules of others.
  static std::optional<ir::Verdict> otherwise(const ReadChain& base) {
    if (base.policy == "-") return std::nullopt;
    return base.policy == "ACCEPT" ? ir::Verdict::Allow : ir::Verdict::Deny;
  }

  void compare(const ir::RuleList& wanted, const ReadTable& table, const Section& section, std::optional<ir::Verdict> otherwise) const {
    ir::Policy read_policy;
    ReadList read = read_section(table, section, family_, otherwise, read_policy);
    read.list.otherwise.verdict = wanted.otherwise.verdict;  // of the other family: what was read says all of this one
    const host::Logs logs = host::logs_of(request_.policy, wanted, written_prefix);
    ir::Policy own_policy;
    const FamilyList own = of_family(wanted, logs, request_.policy, family_, own_policy);
    host::recognise_made(read.logs, own.logs);
    read.logs.otherwise = own.logs.otherwise;  // of the other family, too

    const host::MeantRules meant{own_policy, own.list};
    const host::ReadRules found{read_policy, read.list, read.lines};
    if (proof_.compare(meant, found, direction_)) proof_.compare_answers(found, read.tcp_by_icmp, direction_);
    proof_.compare_logs(meant, own.logs, found, read.logs, direction_);
  }

  const targets::Request& request_;
  const ir::Point& point_;
  const Options& options_;
  Family family_;
  ir::Direction direction_;
  const host::Proof& proof_;
};

// The chains that the file owns, and no others; FORWARD as the options say.
void check_chains(const ReadTable& table, const ir::Point& point, const Options& options) {
  for (const auto& [name, chain] : table) {
    const bool built_in = options.table == TableMode::Whole && (name == "INPUT" || name == "OUTPUT" || name == "FORWARD");
    if (built_in != (chain.policy != "-")) throw Unreadable(0, fmt::format("chain {} is not declared as it has to be", name));
    if (!built_in && !is_chain_of(name, point.name)) throw Unreadable(0, fmt::format("chain {} is not the point's", name));
  }
  if (options.table == TableMode::Shared) return;
  const auto forward = table.find("FORWARD");
  const std::size_t lines = options.forward_accept ? 0 : 1;
  if (forward == table.end() || forward->second.rules.size() != lines || forward->second.policy != (options.forward_accept ? "ACCEPT" : "DROP") ||
      (lines == 1 && forward->second.rules[0].text != "-j DROP")) {
    throw Unreadable(0, "FORWARD is not what the options say");
  }
}

void check_sets(const ReadSets& sets, const ir::Point& point) {
  for (const auto& [name, set] : sets) {
    if (!name.starts_with(set_prefix(point.name))) throw Unreadable(0, fmt::format("set {} is not the point's", name));
  }
}

void check_limits(const ReadTable& table, const Options& options) {
  for (const auto& [name, chain] : table) {
    for (const ReadRule& rule : chain.rules) {
      const bool logs = !rule.frame && rule.verdict.kind == ReadVerdict::Kind::Log;
      if (logs) host::check_limit(rule.limit, options.log_limit, rule.line);
    }
  }
}

void verify_point(const targets::Request& request, const ir::Point& point, const Options& options,
                  std::span<const targets::OutputFile> files, Sink& sink) {
  std::string path = sets_path(point);
  try {
    const ReadSets sets = read_sets(file_at(files, path).bytes);
    check_sets(sets, point);
    for (const Family family : kFamilies) {
      path = rules_path(point, family);
      const ReadTable table = read_table(file_at(files, path).bytes, family, sets);
      check_chains(table, point, options);
      check_limits(table, options);
      const host::Proof proof(request.policy, point, path, sink);
      for (const ir::Direction direction : ir::kDirections) ListProof(request, point, options, family, direction, proof).run(table);
    }
  } catch (const Unreadable& fault) {
    host::Proof(request.policy, point, path, sink).unreadable(fault.line, fault.what());
  }
}

}  // namespace

void verify_files(const targets::Request& request, std::span<const targets::OutputFile> files, Sink& sink) {
  Sink said_before;  // what is wrong with the options was said when the files were made
  const Options options = read_options(request, {}, said_before);
  for (const ir::PointId id : request.points) {
    const ir::Point& point = request.policy.point(id);
    if (point.acl() == nullptr && !point.external()) verify_point(request, point, options, files, sink);
  }
}

}  // namespace sgc::iptables
