// Scripts that run by night or on demand: what would keep them from doing their work is found by day.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/program/run_program.h"

namespace sgc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kWrongCommandLine = 2;

const std::string kTests = std::string(SGC_SOURCE_DIR) + "/tests";

class Scripts : public testing::Test {
 protected:
  void SetUp() override {
    if (run_shell("python3 --version", "/").status != 0) GTEST_SKIP() << "python3 is not installed";
  }
  static ProgramResult run(const std::string& script, const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"python3", "-B", kTests + "/" + script};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run_program({words, "/", {}, {}});
  }
};

// A mistake whose text has moved changes nothing, and a night later would count as one that no test sees.
TEST_F(Scripts, EachMutantFindsTheTextThatItChanges) {
  const ProgramResult checked = run("properties/mutants/mutants.py", {"--check"});
  EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("each stands once"));
}

constexpr std::string_view kBenches[] = {"cloud/measure.py", "iptables/bench.py", "nftables/bench.py", "nftables/measure.py"};

TEST_F(Scripts, OfBenchmarksSayHowTheyAreUsed) {
  for (const std::string_view bench : kBenches) {
    const std::string script = "bench/" + std::string(bench);
    const ProgramResult help = run(script, {"--help"});
    EXPECT_EQ(help.status, 0) << bench << help.err;
    EXPECT_THAT(help.out, HasSubstr("usage: ")) << bench;

    const ProgramResult bare = run(script, {});
    EXPECT_EQ(bare.status, kWrongCommandLine) << bench << bare.err;
    EXPECT_THAT(bare.err, HasSubstr("usage: ")) << bench;
    EXPECT_THAT(help.err + bare.err, Not(HasSubstr("Traceback"))) << bench;
  }
}

}  // namespace
}  // namespace sgc
