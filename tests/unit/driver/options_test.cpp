// The command line: what it means, and what is said of one that is wrong.
#include "compiler/driver/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/driver/command_line.h"
#include "compiler/driver/shell_completion.h"

namespace sgc::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ParsedOptions parse(std::vector<std::string> words) {
  return parse_options(words);
}

template <class Wanted>
Wanted command(std::vector<std::string> words) {
  const ParsedOptions parsed = parse_options(words);
  if (const auto* wrong = std::get_if<Diagnostic>(&parsed)) ADD_FAILURE() << wrong->message;
  return std::get<Wanted>(std::get<Command>(parsed));
}

Diagnostic fault(std::vector<std::string> words) {
  const ParsedOptions parsed = parse_options(words);
  if (const auto* wrong = std::get_if<Diagnostic>(&parsed)) return *wrong;
  ADD_FAILURE() << "the command line is taken";
  return {};
}

TEST(Options, ManyFilesAreOnePolicyInTheirOrder) {
  EXPECT_THAT(command<CheckCommand>({"check", "b.sg", "-", "a.sg"}).policy.files,
              ElementsAre("b.sg", "-", "a.sg"));
}

TEST(Options, MayStandBetweenFiles) {
  const auto check = command<CheckCommand>({"check", "a.sg", "-I", "inc", "b.sg", "-I", "more", "-q"});
  EXPECT_THAT(check.policy.files, ElementsAre("a.sg", "b.sg"));
  EXPECT_THAT(check.policy.include_folders, ElementsAre("inc", "more"));
  EXPECT_TRUE(check.policy.quiet);
}

TEST(Options, AListOptionTakesOneValueEachTime) {
  const auto check = command<CheckCommand>({"check", "-W", "SGC3030=off", "policy.sg", "-WSGC3031=error"});
  EXPECT_THAT(check.policy.files, ElementsAre("policy.sg"));
  EXPECT_THAT(check.policy.severities, ElementsAre("SGC3030=off", "SGC3031=error"));
}

TEST(Options, WerrorIsAWordOfW) {
  EXPECT_TRUE(command<CheckCommand>({"check", "-Werror", "p.sg"}).policy.warnings_are_errors);
  EXPECT_FALSE(command<CheckCommand>({"check", "p.sg"}).policy.warnings_are_errors);
}

TEST(Options, TheDayIsCountedFrom1970) {
  EXPECT_EQ(command<CheckCommand>({"check", "--today", "1970-01-31", "p.sg"}).policy.today, 30);
  EXPECT_EQ(fault({"check", "--today", "2027-02-29", "p.sg"}).code, 9006);
  EXPECT_EQ(fault({"check", "--today", "", "p.sg"}).code, 9006);
  EXPECT_EQ(fault({"check", "--today", "2027-1-31", "p.sg"}).code, 9006);
}

TEST(Options, ThePacketIsTheLastWordOfExplain) {
  const auto explain =
      command<ExplainCommand>({"explain", "a.sg", "b.sg", "tcp 192.0.2.1 -> edge 80", "--format", "json"});
  EXPECT_THAT(explain.policy.files, ElementsAre("a.sg", "b.sg"));
  EXPECT_EQ(explain.packet, "tcp 192.0.2.1 -> edge 80");
  EXPECT_EQ(explain.policy.format, Format::Json);
}

TEST(Options, OneListIsAskedByPointAndDirectionTogether) {
  const auto explain =
      command<ExplainCommand>({"explain", "p.sg", "tcp a -> b", "--point", "web", "--direction", "outbound"});
  EXPECT_EQ(explain.point, "web");
  EXPECT_EQ(explain.direction, ir::Direction::Outbound);
  EXPECT_EQ(fault({"explain", "p.sg", "tcp a -> b", "--point", "web"}).code, 9003);
  EXPECT_EQ(fault({"explain", "p.sg", "tcp a -> b", "--direction", "inbound"}).code, 9003);
}

TEST(Options, WhatIsMissingIsNamed) {
  EXPECT_THAT(fault({}).message, HasSubstr("no command"));
  EXPECT_THAT(fault({"check"}).message, HasSubstr("no policy"));
  EXPECT_THAT(fault({"compile", "p.sg", "-o", "out"}).message, HasSubstr("-t is missing"));
  EXPECT_THAT(fault({"compile", "p.sg", "-o"}).message, HasSubstr("-o needs a value"));
}

TEST(Options, EmitNeedsNeitherTargetNorFolder) {
  EXPECT_EQ(command<CompileCommand>({"compile", "p.sg", "--emit", "ir"}).emit, Emit::Ir);
  EXPECT_THAT(fault({"compile", "p.sg", "--emit", "asm"}).help, HasSubstr("ast, ir"));
  EXPECT_EQ(fault({"compile", "p.sg", "--emit", "ir", "--format", "json"}).code, 9003);
  EXPECT_EQ(fault({"compile", "p.sg", "--emit", "ir", "--point", "web"}).code, 9003);
  EXPECT_EQ(fault({"compile", "p.sg", "--emit", "ast", "-M", "p.d"}).code, 9003);
}

TEST(Options, ANearMissIsSuggested) {
  EXPECT_THAT(fault({"chek", "p.sg"}).help, HasSubstr("'check'"));
  EXPECT_THAT(fault({"check", "--fromat", "json", "p.sg"}).help, HasSubstr("'--format'"));
}

TEST(Options, ACommandThatComesLaterSaysSo) {
  for (const char* const word : {"diff", "import", "plan", "fmt", "report", "graph", "lsp"}) {
    EXPECT_EQ(fault({word}).code, 9002) << word;
  }
}

TEST(Options, WhatContradictsItselfIsRefused) {
  EXPECT_EQ(fault({"check", "-q", "-v", "p.sg"}).code, 9003);
  EXPECT_EQ(fault({"check", "-", "-"}).code, 9003);
  EXPECT_EQ(fault({"compile", "p.sg", "--emit", "ir", "--shard", "1/2", "--point", "web"}).code, 9003);
  EXPECT_EQ(fault({"check", "--today", "2027-01-01", "--today", "2027-01-02", "p.sg"}).code, 9003);
}

TEST(Options, NumbersArePlainAndInRange) {
  EXPECT_EQ(command<CheckCommand>({"check", "-j", "8", "p.sg"}).policy.jobs, 8U);
  EXPECT_EQ(command<CheckCommand>({"check", "-j8", "p.sg"}).policy.jobs, 8U);
  for (const char* const jobs : {"0", "-1", "08", "1.5", "many", "100000", ""}) {
    EXPECT_EQ(fault({"check", "p.sg", std::string("-j") + jobs}).code, 9003) << jobs;
  }
}

TEST(Options, OnlyFindingsCanBeGivenAnotherWeight) {
  EXPECT_EQ(fault({"check", "-W", "SGC2001=off", "p.sg"}).code, 9007);
  EXPECT_EQ(fault({"check", "-W", "SGC3030=loud", "p.sg"}).code, 9007);
  EXPECT_EQ(fault({"check", "-W", "SGC3999=off", "p.sg"}).code, 9007);
}

TEST(Options, NearlyEverywhereIsAShareInPercent) {
  EXPECT_EQ(command<CheckCommand>({"check", "p.sg"}).checks.nearly_everywhere, std::nullopt);
  EXPECT_EQ(command<CheckCommand>({"check", "p.sg", "--nearly-everywhere", "50"}).checks.nearly_everywhere, 50U);
  EXPECT_EQ(command<CompileCommand>({"compile", "p.sg", "-t", "nftables", "-o", "out", "--nearly-everywhere=100"})
                .checks.nearly_everywhere,
            100U);
  for (const char* const percent : {"0", "101", "-5", "75 %", "0.75", "075"}) {
    const Diagnostic refused = fault({"check", "p.sg", std::string("--nearly-everywhere=") + percent});
    EXPECT_EQ(refused.code, 9003) << percent;
    EXPECT_THAT(refused.help, HasSubstr("from 1 to 100")) << percent;
  }
}

TEST(Options, HelpIsNoError) {
  EXPECT_TRUE(std::holds_alternative<HelpCommand>(std::get<Command>(parse({"-h"}))));
  EXPECT_EQ(command<HelpCommand>({"compile", "-h"}).topic, "compile");
  EXPECT_EQ(command<HelpCommand>({"help", "SGC3001"}).topic, "SGC3001");
}

TEST(Options, EveryCommandSaysWhatItTakes) {
  for (const char* const word :
       {"compile", "check", "explain", "targets", "help", "prelude", "apply-check", "merge-manifest"}) {
    ASSERT_TRUE(usage_of(word)) << word;
    EXPECT_THAT(*usage_of(word), HasSubstr("-h"));
    EXPECT_THAT(overview(), HasSubstr(word));
  }
}

TEST(Shards, AreEqualSharesOfEverything) {
  EXPECT_EQ(parse_shard("3/8"), (Shard{3, 8}));
  for (const char* const text : {"0/8", "9/8", "1/0", "1", "/", "1/", "-1/8", "01/8", "1/8 ", "1/1000000"}) {
    EXPECT_FALSE(parse_shard(text)) << text;
  }
  for (std::size_t position = 0; position < 20; ++position) {
    int holders = 0;
    for (unsigned index = 1; index <= 3; ++index) holders += Shard{index, 3}.holds(position) ? 1 : 0;
    EXPECT_EQ(holders, 1);
  }
}

// Completions and the manual page are made from the table: what they offer must be what is taken.
TEST(Options, EveryWordThatTheTableOffersIsTaken) {
  for (const CommandRow& row : command_rows()) {
    for (const OptionRow& option : options_of(row)) {
      for (const std::string_view word : split_words(option.words)) {
        std::vector<std::string> line{std::string(row.name)};
        if (!row.operand.empty()) line.emplace_back("operand");
        if (row.name == "explain") line.emplace_back("packet");
        if (row.name == "compile") line.insert(line.end(), {"-t", "nftables", "-o", "out"});
        if (option.name == "--direction") line.insert(line.end(), {"--point", "web"});
        line.insert(line.end(), {std::string(option.name), std::string(word)});
        const ParsedOptions parsed = parse_options(line);
        const auto* wrong = std::get_if<Diagnostic>(&parsed);
        const bool taken_at_all =
            wrong == nullptr || wrong->message.find("nothing that") == std::string::npos;
        EXPECT_TRUE(taken_at_all) << row.name << " " << option.name << " " << word;
      }
    }
  }
  for (const std::string_view shell : {"bash", "zsh", "fish"})
    EXPECT_TRUE(std::get<Command>(parse({"--completion", std::string(shell)})).index() != 0);
}

TEST(Options, EveryWordOfAChoiceIsOffered) {
  for (const CommandRow& row : command_rows()) {
    for (const OptionRow& option : options_of(row)) {
      if (option.words.empty()) continue;
      std::vector<std::string> line{std::string(row.name), "operand", "packet"};
      if (row.name == "compile") line.insert(line.end(), {"-t", "nftables", "-o", "out"});
      if (row.operand.empty()) line.resize(1);
      if (row.name == "apply-check") line.resize(2);
      if (option.name == "--direction") line.insert(line.end(), {"--point", "web"});
      line.insert(line.end(), {std::string(option.name), "nonsense"});
      std::string known = fault(line).help;
      known = known.substr(known.find("write one of ") + std::string_view("write one of ").size());
      std::erase(known, ',');
      EXPECT_EQ(known, option.words) << row.name << " " << option.name;
    }
  }
}

TEST(Options, AWordInPlaceOfACommandIsTakenAlone) {
  EXPECT_TRUE(std::holds_alternative<ManualCommand>(std::get<Command>(parse({"--manual"}))));
  EXPECT_EQ(command<CompletionCommand>({"--completion", "fish"}).shell, Shell::Fish);
  EXPECT_THAT(fault({"--completion"}).message, HasSubstr("name of a shell"));
  EXPECT_THAT(fault({"--completion", "csh"}).help, HasSubstr("bash, zsh, fish"));
  EXPECT_THAT(fault({"targets", "--names", "--format", "json"}).message, HasSubstr("contradict"));
}

}  // namespace
}  // namespace sgc::driver
