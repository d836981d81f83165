// One slip anywhere in a policy: it is reported, where it is, once, and nothing else is hidden by it. Every word of a
// sample is taken away, written twice, and has every kind of word put before it; the grammar, which reads the whole
// file at once, says whether the result is still a policy.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "compiler/frontend/leaf_parser.h"
#include "compiler/frontend/scanner.h"
#include "tests/unit/frontend/parsed.h"
#include "tests/unit/frontend/sample_policy.h"

namespace sgc {
namespace {

// What follows the sample: an error of its own, in a declaration of its own.
constexpr std::string_view kSecondError = "\nsecuritygroup second { inbound { allow ssh form 192.0.2.1 } }\n";
constexpr DiagnosticCode kSecondCode = 1021;

struct Words {
  std::vector<frontend::Token> tokens;
  std::size_t faults = 0;
};

Words words_of(std::string_view text) {
  Sink sink;
  frontend::Scanner scanner(FileId{0}, text, sink);
  Words words;
  for (auto token = scanner.next(); !token.is(frontend::TokenKind::End); token = scanner.next()) {
    words.tokens.push_back(token);
  }
  words.faults = sink.all().size();
  return words;
}

// Whether the grammar takes the whole text, by no way through the outline.
bool is_policy(std::string_view text) {
  static frontend::LeafParser parser;
  const Words words = words_of(text);
  return words.faults == 0 && parser.parse(std::span<const frontend::Token>(words.tokens), &SgParser::policy) != nullptr;
}

struct Mutation {
  std::string name;
  std::string text;
  std::size_t at;  // byte offset
};

std::vector<Mutation> mutations_of(std::string_view text) {
  static constexpr std::array<std::string_view, 26> kInserted{
      ",",  "{",    "}",  "->",  "-",      "foo",   "\"x\"",   "\"", "80",     "80/tcp", "10.0.0.1", "10.0.0/8", "2027-01-31",
      "tcp", "icmp", "any", "from", "except", "allow", "default", "log", "members", "group",  "include",  "inbound",  "in"};
  std::vector<Mutation> mutations;
  const auto edit = [&](const frontend::Token& token, std::string name, const std::string& put, std::uint32_t end) {
    std::string mutated(text.substr(0, token.begin));
    mutated += put;
    mutated += text.substr(end);
    mutations.push_back({std::move(name), std::move(mutated), token.begin});
  };

  for (const frontend::Token& token : words_of(text).tokens) {
    const std::string word(text.substr(token.begin, token.end - token.begin));
    edit(token, "without " + word, "", token.end);
    edit(token, "twice " + word, word + " " + word, token.end);
    for (const std::string_view put : kInserted) edit(token, std::string(put) + " before " + word, std::string(put) + " ", token.begin);
  }
  return mutations;
}

// Lines of the stanza that holds a byte, with the stanzas beside it.
std::pair<std::uint32_t, std::uint32_t> lines_around(std::string_view text, std::size_t at) {
  std::size_t begin = text.rfind("\n\n", at);
  if (begin != std::string_view::npos && begin > 0) begin = text.rfind("\n\n", begin - 1);
  std::size_t end = text.find("\n\n", at);
  if (end != std::string_view::npos) end = text.find("\n\n", end + 2);
  const auto line_of = [&](std::size_t offset) {
    return static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n') + 1);
  };
  return {begin == std::string_view::npos ? 1 : line_of(begin), line_of(end == std::string_view::npos ? text.size() : end)};
}

// Errors that are no matter of the grammar: a text may be a policy by its form and still have these.
bool is_about_a_value(DiagnosticCode code) {
  return code == 1036 || code == 1040 || code == 1041 || code == 1043 || (code >= 1050 && code <= 1051) || (code >= 1054 && code <= 1055) || code >= 1058 || code == 1001;
}

TEST(Mutation, TheSampleIsAPolicy) {
  EXPECT_TRUE(is_policy(kSamplePolicy));
  EXPECT_EQ(Parsed(std::string(kSamplePolicy)).all_findings(), "");
}

// More errors than this from one slip are a cascade; nearly all slips are one or two.
constexpr std::size_t kMostErrors = 5;
constexpr std::size_t kFewErrors = 2;

struct Outcome {
  std::size_t errors = 0;  // but for the second one
  bool second = false;
  bool astray = false;  // an error that lies neither in the stanza nor beside it
  bool of_form = false;
  std::string text;
};

Outcome outcome_of(const Mutation& mutation) {
  const Parsed parsed(mutation.text + std::string(kSecondError));
  const auto [first_line, last_line] = lines_around(kSamplePolicy, mutation.at);

  Outcome outcome;
  for (const Diagnostic& d : parsed.sink.all()) {
    if (d.where.begin >= mutation.text.size() && d.code == kSecondCode) {
      outcome.second = true;
      continue;
    }
    ++outcome.errors;
    const std::uint32_t line = parsed.sources->line(d.where);
    outcome.astray = outcome.astray || line < first_line || line > last_line;
    outcome.of_form = outcome.of_form || !is_about_a_value(d.code);
  }
  outcome.text = parsed.all_findings();
  return outcome;
}

// An option may have any name for the grammar; `quota` is known to need a name after it.
bool is_option_called_quota(const Mutation& mutation) { return mutation.name.ends_with(" before rules"); }

TEST(Mutation, OneSlipIsReportedWhereItIsAndHidesNothing) {
  std::size_t reported = 0;
  std::size_t in_few_errors = 0;
  for (const Mutation& mutation : mutations_of(kSamplePolicy)) {
    const Outcome outcome = outcome_of(mutation);
    const bool valid = is_policy(mutation.text) && !is_option_called_quota(mutation);
    const std::string about = mutation.name + "\n" + outcome.text;

    EXPECT_TRUE(valid || outcome.errors > 0) << "not reported: " << about;
    EXPECT_FALSE(valid && outcome.of_form) << "reported and yet a policy: " << about;
    EXPECT_TRUE(outcome.second) << "hides the second error: " << about;
    EXPECT_FALSE(outcome.astray) << "reported elsewhere: " << about;
    EXPECT_LE(outcome.errors, kMostErrors) << "a cascade: " << about;
    reported += outcome.errors > 0 ? 1 : 0;
    in_few_errors += outcome.errors > 0 && outcome.errors <= kFewErrors ? 1 : 0;
  }
  EXPECT_GT(reported, 8000U);
  EXPECT_GT(in_few_errors * 100, reported * 97);
}

}  // namespace
}  // namespace sgc
