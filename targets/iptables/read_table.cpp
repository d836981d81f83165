#include "targets/iptables/read_table.h"

#include <fmt/format.h>

#include "targets/iptables/names.h"
#include "targets/iptables/read_rule.h"

namespace sgc::iptables {
namespace {

class TableReader {
 public:
  TableReader(Family family, const ReadSets& sets) : family_(family), sets_(sets) {}

  ReadTable run(std::string_view text) {
    for_each_line(text, kMostRulesLine, [this](const ReadLine& line) { read(line); });
    if (!committed_) throw Unreadable(0, "the table is not committed");
    if (!text.ends_with('\n')) throw Unreadable(0, "the last line does not end, and iptables-legacy-restore refuses it");
    for (const auto& [name, chain] : table_) check_targets(chain);
    return std::move(table_);
  }

 private:
  void read(const ReadLine& line) {
    if (committed_) throw Unreadable(line.number, "something stands behind COMMIT");
    if (!begun_) {
      if (line.text != "*filter") throw Unreadable(line.number, "the file does not begin with the filter table");
      begun_ = true;
    } else if (line.text == "COMMIT") {
      committed_ = true;
    } else if (line.text[0] == ':') {
      declare(line);
    } else {
      append(line);
    }
  }

  void declare(const ReadLine& line) {
    const std::vector<std::string> words = words_of({line.text.substr(1), line.number});
    const bool known_form = words.size() == 3 && words[2] == "[0:0]" && (words[1] == "-" || words[1] == "ACCEPT" || words[1] == "DROP");
    if (!known_form || words[0].size() > kMostChainName) throw Unreadable(line.number, "a chain is not declared as sgc writes it");
    if (!table_.try_emplace(words[0], ReadChain{words[1], {}}).second) throw Unreadable(line.number, fmt::format("chain '{}' is declared twice", words[0]));
  }

  void append(const ReadLine& line) {
    std::vector<std::string> words = words_of(line);
    if (words.size() < 3 || words[0] != "-A") throw Unreadable(line.number, "a line is no rule");
    const auto chain = table_.find(words[1]);
    if (chain == table_.end()) throw Unreadable(line.number, fmt::format("chain '{}' is not declared", words[1]));

    const std::size_t start = line.text.find(words[1]) + words[1].size() + 1;
    words.erase(words.begin(), words.begin() + 2);
    if (is_legend(words)) return;
    ReadRule rule = read_rule(words, line.number, family_, sets_);
    rule.text = line.text.substr(std::min(start, line.text.size()));
    rule.line = line.number;
    chain->second.rules.push_back(std::move(rule));
  }

  // A comment alone does nothing to any packet.
  static bool is_legend(const std::vector<std::string>& words) {
    return words.size() == 4 && words[0] == "-m" && words[1] == "comment" && words[2] == "--comment";
  }

  void check_targets(const ReadChain& chain) const {
    for (const ReadRule& rule : chain.rules) {
      if (rule.verdict.chain.empty()) continue;
      const auto to = table_.find(rule.verdict.chain);
      if (to == table_.end() || to->second.policy != "-") throw Unreadable(rule.line, fmt::format("no packet can go on in chain '{}'", rule.verdict.chain));
    }
  }

  Family family_;
  const ReadSets& sets_;
  ReadTable table_;
  bool begun_ = false;
  bool committed_ = false;
};

}  // namespace

ReadTable read_table(std::string_view text, Family family, const ReadSets& sets) { return TableReader(family, sets).run(text); }

}  // namespace sgc::iptables
