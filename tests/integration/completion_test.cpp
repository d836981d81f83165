// The completions, in the shells that they are for.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "compiler/driver/command_line.h"
#include "compiler/driver/shell_completion.h"
#include "tests/integration/installed.h"
#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Words = std::set<std::string>;

Words lines(const std::string& text) {
  Words words;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    line = line.substr(0, line.find('\t'));  // fish says what each is for
    while (line.ends_with(' ')) line.pop_back();
    if (!line.empty()) words.insert(line);
  }
  return words;
}

Words words_of(const std::string& text) {
  Words words;
  for (const std::string_view word : driver::split_words(text)) words.emplace(word);
  return words;
}

// A command line of which the last word is being written.
using CommandLine = std::vector<std::string>;

class Completion : public testing::Test {
 protected:
  Completion() {
    work_.put("policy.sg", kWeb);
    work_.put("notes.txt", "");
    work_.put("part.json", "");
    work_.put("site one/deep.sg", "");
  }
  Workplace work_;
};

// ---- bash ---------------------------------------------------------------------------------------

class BashCompletion : public Completion {
 protected:
  void SetUp() override {
    if (!has_program("bash")) GTEST_SKIP() << "bash is not installed";
    work_.put(
        "complete.bash",
        "source '" + installed_prefix() +
            "/share/bash-completion/completions/sgc'\nCOMP_WORDS=(\"$@\")\nCOMP_CWORD=$(($# - 1))\n_sgc "
            "2>/dev/null\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
  }
  Words offered(CommandLine line) const {
    line.insert(line.begin(), {"bash", "complete.bash", "sgc"});
    const ProgramResult run = run_program({line, work_.path(), {}, {}});
    EXPECT_EQ(run.err, "");
    return lines(run.out);
  }
};

TEST_F(BashCompletion, OffersCommandsThenOptionsThenValues) {
  EXPECT_THAT(offered({""}), IsSupersetOf(words_of(driver::command_words())));
  EXPECT_THAT(offered({"com"}), UnorderedElementsAre("compile"));
  EXPECT_THAT(offered({"compile", "policy.sg", "--f"}), UnorderedElementsAre("--format"));
  EXPECT_THAT(offered({"check", "--format", ""}), UnorderedElementsAre("text", "json", "sarif"));
  EXPECT_THAT(offered({"targets", "--format", ""}), UnorderedElementsAre("text", "json"));
  EXPECT_THAT(offered({"check", "--format", "=", "j"}), UnorderedElementsAre("json"));
  EXPECT_THAT(offered({"check", "--format", "="}), UnorderedElementsAre("text", "json", "sarif"));
  EXPECT_THAT(offered({"help", "late"}), IsEmpty());
  EXPECT_THAT(offered({"help", "SGC10"}), Contains("SGC1001"));
  EXPECT_THAT(offered({"--completion", ""}), UnorderedElementsAre("bash", "zsh", "fish"));
}

TEST_F(BashCompletion, OffersFilesOfTheRightKind) {
  EXPECT_THAT(offered({"check", ""}), UnorderedElementsAre("policy.sg", "site one"));
  EXPECT_THAT(offered({"check", "site one/"}), UnorderedElementsAre("site one/deep.sg"));
  EXPECT_THAT(offered({"compile", "policy.sg", "-o", ""}), UnorderedElementsAre("site one"));
  EXPECT_THAT(offered({"merge-manifest", "p"}), UnorderedElementsAre("part.json"));
}

TEST_F(BashCompletion, OffersTheNextOfAList) {
  EXPECT_THAT(offered({"compile", "-t", ""}), Contains("nftables"));
  EXPECT_THAT(offered({"compile", "-t", "xdp,nf"}), UnorderedElementsAre("xdp,nftables"));
}

TEST_F(BashCompletion, OffersFindingsAndTheirWeights) {
  EXPECT_THAT(offered({"check", "-W", "SGC303"}), Contains("SGC3031="));
  EXPECT_THAT(offered({"check", "-W", "e"}), UnorderedElementsAre("error"));
  EXPECT_THAT(offered({"check", "-W", "SGC3031", "=", ""}),
              UnorderedElementsAre("off", "note", "warning", "error"));
}

TEST_F(BashCompletion, OffersExactlyTheOptionsThatACommandTakes) {
  for (const driver::CommandRow& command : driver::command_rows()) {
    Words options{"--help"};
    for (const driver::OptionRow& option : driver::options_of(command)) options.emplace(option.name);
    EXPECT_EQ(offered({std::string(command.name), "-"}), options) << command.name;
  }
}

// ---- fish ---------------------------------------------------------------------------------------

class FishCompletion : public Completion {
 protected:
  void SetUp() override {
    if (!has_program("fish")) GTEST_SKIP() << "fish is not installed";
  }
  // For each line of the shell what is offered at its end.
  std::vector<Words> offered(const std::vector<std::string>& written) const {
    std::string script = "source '" + installed_prefix() + "/share/fish/vendor_completions.d/sgc.fish'\n";
    for (const std::string& line : written) script += "complete -C '" + line + "'; echo ----\n";
    work_.put("complete.fish", script);
    const ProgramResult run =
        run_program({{"fish", "--no-config", "complete.fish"}, work_.path(), {}, {{"HOME", work_.path()}}});
    EXPECT_EQ(run.err, "");
    std::vector<Words> answers;
    for (std::size_t at = 0, end = 0; (end = run.out.find("----\n", at)) != std::string::npos; at = end + 5)
      answers.push_back(lines(run.out.substr(at, end - at)));
    EXPECT_EQ(answers.size(), written.size());
    answers.resize(written.size());
    return answers;
  }
};

TEST_F(FishCompletion, OffersWhatBashOffers) {
  const auto answers =
      offered({"sgc ", "sgc check --format ", "sgc targets --format ", "sgc compile -t xdp,",
               "sgc check -W SGC3031=", "sgc check ", "sgc compile policy.sg -o ", "sgc help SGC100"});
  EXPECT_THAT(answers[0], IsSupersetOf(words_of(driver::command_words())));
  EXPECT_THAT(answers[1], UnorderedElementsAre("text", "json", "sarif"));
  EXPECT_THAT(answers[2], UnorderedElementsAre("text", "json"));
  EXPECT_THAT(answers[3], Contains("xdp,nftables"));
  EXPECT_THAT(answers[4],
              UnorderedElementsAre("SGC3031=off", "SGC3031=note", "SGC3031=warning", "SGC3031=error"));
  EXPECT_THAT(answers[5], Contains("policy.sg"));
  EXPECT_THAT(answers[6], Contains("site one/"));
  EXPECT_THAT(answers[6], Not(Contains("policy.sg")));
  EXPECT_THAT(answers[7], Contains("SGC1001"));
}

TEST_F(FishCompletion, OffersEveryOptionOfACommand) {
  std::vector<std::string> written;
  for (const driver::CommandRow& command : driver::command_rows())
    written.push_back(fmt::format("sgc {} -", command.name));
  const auto answers = offered(written);
  std::size_t next = 0;
  for (const driver::CommandRow& command : driver::command_rows()) {
    Words options;
    for (const driver::OptionRow& option : driver::options_of(command)) options.emplace(option.name);
    Words got = answers[next++];
    std::erase_if(got,
                  [](const std::string& word) { return !word.starts_with('-'); });  // fish looks within words
    EXPECT_EQ(got, options) << command.name;
  }
}

// ---- zsh ----------------------------------------------------------------------------------------

// Zsh completes only where somebody types: a shell on a terminal of its own is typed to, and what it shows is
// read.
constexpr const char* kZshDriver = R"(zmodload zsh/zpty
zpty shell 'TERM=dumb HOME=. zsh -f -i'
say() { zpty -w shell "$1" }
say 'unsetopt beep always_last_prompt; PROMPT="g""o> "; fpath=("'$1'" $fpath); autoload -Uz compinit; compinit -u -D; zstyle ":completion:*" verbose no; LISTMAX=10000; bindkey "^I" list-choices'
shift
for line; do
  zpty -r -m shell seen '*go> *'  # until then keys would be read before the editor is there
  zpty -w -n shell "$line"$'\t\x15'
  say 'echo do""ne'
  zpty -r -m shell shown '*done*'
  print -r -- "$shown"
  print -r -- ----
done
zpty -d shell
)";

class ZshCompletion : public Completion {
 protected:
  void SetUp() override {
    if (!has_program("zsh")) GTEST_SKIP() << "zsh is not installed";
    work_.put("complete.zsh", kZshDriver);
  }
  // For each line what is shown when Tab is typed at its end.
  std::vector<std::string> shown(const CommandLine& typed) const {
    CommandLine words{"timeout", "60",           "zsh",
                      "-f",      "complete.zsh", installed_prefix() + "/share/zsh/vendor-completions"};
    words.insert(words.end(), typed.begin(), typed.end());
    const ProgramResult run = run_program({words, work_.path(), {}, {}});
    EXPECT_EQ(run.status, 0) << run.err;
    std::vector<std::string> screens;
    for (std::size_t at = 0, end = 0; (end = run.out.find("----\n", at)) != std::string::npos; at = end + 5)
      screens.push_back(run.out.substr(at, end - at));
    EXPECT_EQ(screens.size(), typed.size());
    screens.resize(typed.size());
    return screens;
  }
};

TEST_F(ZshCompletion, OffersCommandsOptionsAndValues) {
  using ::testing::HasSubstr;
  const auto screens = shown({"sgc ", "sgc compile --", "sgc targets --format ", "sgc check ",
                              "sgc compile -t xdp,", "sgc check -W SGC3031="});
  EXPECT_THAT(screens[0], HasSubstr("merge-manifest"));
  EXPECT_THAT(screens[1], HasSubstr("--keep-times"));
  EXPECT_THAT(screens[2], HasSubstr("json"));
  EXPECT_THAT(screens[2], Not(HasSubstr("sarif")));
  EXPECT_THAT(screens[3], HasSubstr("policy.sg"));
  EXPECT_THAT(screens[3], Not(HasSubstr("notes.txt")));
  EXPECT_THAT(screens[4], HasSubstr("nftables"));
  EXPECT_THAT(screens[5], HasSubstr("warning"));
}

}  // namespace
}  // namespace sgc
