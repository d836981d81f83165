// Holds the analysis against filter sets in ClassBench's format of which the answers are known: dead rules that an
// independent tool found, and headers with the rule that decides them.
//
//   sgc_classbench RULES DEAD [HEADERS ANSWERS]
//
// DEAD has a line for each dead rule: its number from 0, then "pair" and the one rule that contains it, or "union".
// HEADERS has a line for each header: source, destination, source port, destination port, protocol, in decimal; ANSWERS
// the rule for each. Rules that mean nothing (classbench_file.h) are left out, and what follows from them is not asked.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "compiler/ir/evaluate.h"
#include "compiler/space/blame.h"
#include "tests/bench/analysis/classbench_file.h"

namespace sgc::bench {
namespace {

enum class Known : std::uint8_t { Alive, Dead, Unknown };

bool is_left_out(const ir::Policy& policy, std::size_t rule) {
  return policy.service_set(generate::list_of(policy).rules[rule].service).empty();
}

bool any_left_out(const ir::Policy& policy) {
  const std::size_t size = generate::list_of(policy).rules.size();
  for (std::size_t rule = 0; rule < size; ++rule) {
    if (is_left_out(policy, rule)) return true;
  }
  return false;
}

// What is known of each rule where those that are left out take nothing.
std::vector<Known> read_dead(const char* path, const ir::Policy& policy) {
  std::vector<Known> known(generate::list_of(policy).rules.size(), Known::Alive);
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::size_t rule = 0;
    std::string how;
    std::size_t container = 0;
    words >> rule >> how;
    const bool by_pair = how == "pair" && words >> container;
    const bool sure = by_pair ? !is_left_out(policy, container) : how == "union" && !any_left_out(policy);
    known[rule] = sure ? Known::Dead : Known::Unknown;
  }
  return known;
}

struct Score {
  std::size_t asked = 0;
  std::size_t wrong = 0;
};

Score judge_states(const ir::Policy& policy, const std::vector<Known>& known) {
  const ir::RuleList& list = generate::list_of(policy);
  const space::Index index({&policy, &list});
  space::Prover prover(index);
  const space::Reachability reach(prover, 0);
  Score score;
  for (std::size_t rule = 0; rule < list.rules.size(); ++rule) {
    if (is_left_out(policy, rule) || known[rule] == Known::Unknown) continue;
    const bool is_dead = reach.state(rule) == space::Reachability::State::Dead;
    const bool explained = is_dead ? space::blame(prover, 0, rule).complete
                                   : ir::evaluate(policy, list, reach.packet(index, rule)).rule == rule;
    const bool right = is_dead == (known[rule] == Known::Dead) && explained;
    if (!right) fmt::print("  rule {} is said to be {}\n", rule, is_dead ? "dead" : "alive");
    ++score.asked;
    score.wrong += right ? 0 : 1;
  }
  return score;
}

// A rule that is not left out and has a protocol without ports has all of them, so those of the header do not matter.
Score judge_answers(const ir::Policy& policy, const char* headers, const char* answers) {
  std::ifstream in(headers);
  std::ifstream expected(answers);
  Score score;
  std::size_t answer = 0;
  unsigned source = 0, destination = 0, source_port = 0, destination_port = 0, protocol = 0;
  std::string rest;
  while (in >> source >> destination >> source_port >> destination_port >> protocol && std::getline(in, rest) &&
         expected >> answer) {
    if (is_left_out(policy, answer)) continue;
    const auto number = static_cast<std::uint8_t>(protocol);
    if (!exists_in(Family::V4, number)) continue;
    const bool has_ports = detail_of(Family::V4, number) == Detail::Ports;
    const ir::Packet packet{Family::V4,
                            number,
                            source,
                            destination,
                            static_cast<std::uint16_t>(has_ports ? source_port : 0),
                            static_cast<std::uint16_t>(has_ports ? destination_port : 0)};
    ++score.asked;
    score.wrong += ir::evaluate(policy, generate::list_of(policy), packet).rule == answer ? 0 : 1;
  }
  return score;
}

int run(int count, char** words) {
  if (count != 3 && count != 5) {
    fmt::print(stderr, "usage: sgc_classbench RULES DEAD [HEADERS ANSWERS]\n");
    return 2;
  }
  const auto rules = generate::read_classbench(words[1]);
  if (!rules) {
    fmt::print(stderr, "sgc_classbench: {} is not a filter set\n", words[1]);
    return 2;
  }
  const ir::Policy policy = generate::to_policy(*rules);
  const Score states = judge_states(policy, read_dead(words[2], policy));
  const Score answers = count == 5 ? judge_answers(policy, words[3], words[4]) : Score{};
  fmt::print("{}: {} of {} rules judged, {} wrong; {} headers, {} wrong\n", words[1], states.asked, rules->rules.size(),
             states.wrong, answers.asked, answers.wrong);
  return states.wrong + answers.wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace sgc::bench

int main(int count, char** words) { return sgc::bench::run(count, words); }
