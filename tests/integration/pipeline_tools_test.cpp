// Make, Ninja and CMake call sgc as they call a compiler: what changed is compiled again, and nothing else.
// Each is run for real, on the files of samples/pipeline, in a folder whose name has a blank.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/installed.h"
#include "tests/integration/workplace.h"

namespace sgc {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

// A copy of the sample, called "my site".
class Site : public testing::Test {
 protected:
  Site() {
    fs::copy(fs::path(SGC_SOURCE_DIR) / "samples" / "pipeline", work_ / "my site",
             fs::copy_options::recursive);
    std::error_code ignored;
    fs::permissions(work_ / "my site", fs::perms::owner_all, fs::perm_options::add, ignored);
  }
  ProgramResult in_site(const std::string& line) const { return work_.shell("cd 'my site' && " + line); }
  // A moment later, so that no clock is too coarse.
  void touch(const std::string& file) const {
    EXPECT_EQ(in_site("sleep 0.02; touch '" + file + "'").status, 0);
  }
  void change(const std::string& file, const std::string& command) const {
    EXPECT_EQ(in_site("sleep 0.02; sed -i '" + command + "' '" + file + "'").status, 0);
  }
  bool has(const std::string& file) const { return work_.has("my site/" + file); }
  std::string read(const std::string& file) const { return work_.read("my site/" + file); }

  Workplace work_;
};

// ---- Make ---------------------------------------------------------------------------------------

class Make : public Site {
 protected:
  void SetUp() override {
    if (!has_program("make")) GTEST_SKIP() << "make is not installed";
    // The sample names the place where the package puts it; a blank in it is escaped, as Make wants.
    fs::create_symlink(installed_prefix() + "/share/sgc", work_ / "share");
  }
  ProgramResult make(const std::string& arguments = "") const {
    return in_site("make SGC_MK=../share/sgc.mk " + arguments);
  }
  // Whether a run compiles.
  testing::AssertionResult compiles() const {
    const ProgramResult run = make();
    if (run.status != 0) return testing::AssertionFailure() << run.out << run.err;
    if (run.out.find("sgc compile") != std::string::npos) return testing::AssertionSuccess() << run.out;
    return testing::AssertionFailure() << run.out;
  }
};

TEST_F(Make, CompilesWhatDependsOnAChangeAndNothingElse) {
  EXPECT_TRUE(compiles()) << "for the first time";
  EXPECT_TRUE(has("rules/policy/nftables/backend.nft"));
  EXPECT_TRUE(has("rules/policy/xdp/backend.bpf.c"));
  EXPECT_FALSE(compiles()) << "nothing has changed";
  for (const char* const input : {"policy.sg", "common/admins.sg", "feeds/drop.netset"}) {
    touch(input);
    EXPECT_TRUE(compiles()) << input;
    EXPECT_FALSE(compiles()) << "after " << input;
  }
  touch("CMakeLists.txt");
  EXPECT_FALSE(compiles()) << "no input";
}

TEST_F(Make, AFailureLeavesTheOldRulesAndIsTriedAgain) {
  ASSERT_TRUE(compiles());
  const auto before = work_.tree("my site/rules");
  change("policy.sg", "s/ssh/ssssh/");
  EXPECT_EQ(make().status, 2);
  EXPECT_EQ(work_.tree("my site/rules"), before);
  EXPECT_EQ(make().status, 2);
  change("policy.sg", "s/ssssh/ssh/");
  EXPECT_TRUE(compiles());
}

TEST_F(Make, ARenamedPointLeavesNothingBehind) {
  ASSERT_TRUE(compiles());
  change("policy.sg", "s/backend/web/");
  ASSERT_TRUE(compiles());
  EXPECT_TRUE(has("rules/policy/nftables/web.nft"));
  EXPECT_FALSE(has("rules/policy/nftables/backend.nft"));
}

TEST_F(Make, AFeedThatIsNoLongerNamedMayBeDeleted) {
  ASSERT_TRUE(compiles());
  change("policy.sg", "s/file .*/192.0.2.0\\/24/");
  fs::remove(work_ / "my site/feeds/drop.netset");
  EXPECT_TRUE(compiles());
  EXPECT_FALSE(compiles());
}

TEST_F(Make, PoliciesDoNotWakeEachOtherAndMayHaveBlanksInTheirNames) {
  work_.put("my site/far away/other site.sg",
            "securitygroup web { members 10.0.2.0/24 inbound { deny all from file \"bad list.netset\" } }\n");
  work_.put("my site/far away/bad list.netset", "192.0.2.7\n");
  work_.put("my site/Makefile",
            "SGC_TARGETS = nftables\ninclude ../share/sgc.mk\n"
            "all: rules/policy/manifest.json rules/far\\ away/other\\ site/manifest.json\n");
  ASSERT_EQ(make("all").status, 0);
  ASSERT_TRUE(has("rules/far away/other site/nftables/web.nft"));
  EXPECT_THAT(make("all").out, HasSubstr("Nothing to be done"));

  touch("far away/bad list.netset");
  const std::string other = make("all").out;
  EXPECT_THAT(other, HasSubstr("other site.sg"));
  EXPECT_THAT(other, Not(HasSubstr("compile 'policy.sg'")));
  touch("feeds/drop.netset");
  const std::string policy = make("all").out;
  EXPECT_THAT(policy, HasSubstr("compile 'policy.sg'"));
  EXPECT_THAT(policy, Not(HasSubstr("other site.sg")));
}

TEST_F(Make, APolicyMayLieDeepInTheTree) {
  work_.put("my site/eu/far away/prod/site.sg",
            "securitygroup web { members 10.0.2.0/24 inbound { deny all from file \"bad.netset\" } }\n");
  work_.put("my site/eu/far away/prod/bad.netset", "192.0.2.7\n");
  work_.put("my site/Makefile",
            "SGC_TARGETS = nftables\ninclude ../share/sgc.mk\n"
            "all: rules/eu/far\\ away/prod/site/manifest.json\n");
  ASSERT_EQ(make("all").status, 0);
  EXPECT_THAT(make("all").out, HasSubstr("Nothing to be done"));
  touch("eu/far away/prod/bad.netset");
  EXPECT_THAT(make("all").out, HasSubstr("sgc compile"));
}

TEST_F(Make, TheIncludedFileIsNoGoal) {
  work_.put("my site/Makefile", "SGC_TARGETS = nftables\ninclude ../share/sgc.mk\nfirst:\n\t@echo mine\n");
  EXPECT_EQ(make().out, "mine\n");
}

// ---- Ninja --------------------------------------------------------------------------------------

class Ninja : public Site {
 protected:
  void SetUp() override {
    if (!has_program("ninja")) GTEST_SKIP() << "ninja is not installed";
    work_.put(
        "my site/more.ninja",
        "include build.ninja\nrule pack\n  command = cp $in $out\nbuild packed: pack rules/manifest.json\n"
        "default packed\n");
  }
  std::string ninja() const {
    const ProgramResult run = in_site("ninja -v -f more.ninja");
    EXPECT_EQ(run.status, 0) << run.out << run.err;
    return run.out;
  }
};

TEST_F(Ninja, CompilesWhatDependsOnAChangeAndNothingElse) {
  EXPECT_THAT(ninja(), HasSubstr("sgc compile"));
  EXPECT_TRUE(has("rules/nftables/backend.nft"));
  EXPECT_THAT(ninja(), HasSubstr("no work to do"));
  for (const char* const input : {"policy.sg", "common/admins.sg", "feeds/drop.netset"}) {
    const bool is_listed = std::string(input) == "policy.sg";
    change(input, "$ a # another word");
    const std::string out = ninja();
    EXPECT_THAT(out, HasSubstr("sgc compile")) << input;
    EXPECT_THAT(out, HasSubstr("cp rules/manifest.json")) << input << " is another file: so is the manifest";
    EXPECT_THAT(ninja(), HasSubstr("no work to do")) << "after " << input << is_listed;
  }
}

TEST_F(Ninja, WhatComesOutTheSameIsNotPassedOn) {
  ninja();
  touch("feeds/drop.netset");
  const std::string out = ninja();
  EXPECT_THAT(out, HasSubstr("sgc compile"));
  EXPECT_THAT(out, Not(HasSubstr("cp rules/manifest.json")));
  EXPECT_THAT(ninja(), HasSubstr("no work to do"));
}

TEST_F(Ninja, ReadsPathsWithBlanks) {
  change("policy.sg", "s/feeds\\/drop/feeds\\/drop these/");
  in_site("mv feeds/drop.netset 'feeds/drop these.netset'");
  ninja();
  touch("feeds/drop these.netset");
  EXPECT_THAT(ninja(), HasSubstr("sgc compile"));
}

// ---- CMake --------------------------------------------------------------------------------------

class CMake : public Site, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    if (!has_program("cmake") || !has_program("make") || !has_program("ninja"))
      GTEST_SKIP() << "cmake, make or ninja is not installed";
    const ProgramResult run =
        work_.shell("cmake -G '" + std::string(GetParam()) +
                    "' -S 'my site' -B 'my build' '-DCMAKE_PREFIX_PATH=" + installed_prefix() + "'");
    ASSERT_EQ(run.status, 0) << run.out << run.err;
  }
  std::string build() const {
    const ProgramResult run = work_.shell("cmake --build 'my build'");
    EXPECT_EQ(run.status, 0) << run.out << run.err;
    return run.out;
  }
};

TEST_P(CMake, CompilesWhatDependsOnAChangeAndNothingElse) {
  constexpr const char* kWord = "Compiling firewall for nftables,xdp";
  EXPECT_THAT(build(), HasSubstr(kWord));
  EXPECT_TRUE(work_.has("my build/rules/nftables/backend.nft"));
  EXPECT_THAT(build(), Not(HasSubstr(kWord)));
  for (const char* const input : {"policy.sg", "common/admins.sg", "feeds/drop.netset"}) {
    touch(input);
    EXPECT_THAT(build(), HasSubstr(kWord)) << input;
    EXPECT_THAT(build(), Not(HasSubstr(kWord))) << "after " << input;
  }
  touch("Makefile");
  EXPECT_THAT(build(), Not(HasSubstr(kWord)));
}

TEST_P(CMake, InstallsTheRulesWithWhatTheyProtect) {
  build();
  ASSERT_EQ(work_.shell("cmake --install 'my build' --prefix root").status, 0);
  EXPECT_TRUE(work_.has("root/share/firewall/nftables/backend.nft"));
  EXPECT_TRUE(work_.has("root/share/firewall/manifest.json"));
}

TEST_P(CMake, SaysWhatACallLacks) {
  work_.put(
      "wrong/CMakeLists.txt",
      "cmake_minimum_required(VERSION 3.21)\nproject(wrong LANGUAGES NONE)\nfind_package(sgc REQUIRED)\n"
      "sgc_compile(TARGET rules POLICY policy.sg)\n");
  const ProgramResult run =
      work_.shell("cmake -S wrong -B wrong-build '-DCMAKE_PREFIX_PATH=" + installed_prefix() + "'");
  EXPECT_NE(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("sgc_compile needs TARGETS"));
}

INSTANTIATE_TEST_SUITE_P(Generators, CMake, testing::Values("Ninja", "Unix Makefiles"),
                         [](const auto& generator) { return generator.index == 0 ? "ninja" : "make"; });

// ---- what is installed --------------------------------------------------------------------------

TEST(Installed, IsWholeAndRuns) {
  const Workplace work;
  for (const char* const file :
       {"bin/sgc", "share/sgc/sgc.mk", "share/cmake/sgc/sgcConfig.cmake", "share/man/man1/sgc.1.gz",
        "share/bash-completion/completions/sgc", "share/zsh/vendor-completions/_sgc",
        "share/fish/vendor_completions.d/sgc.fish", "share/vim/vimfiles/syntax/sgpolicy.vim",
        "share/sgc/vscode/package.json", "share/doc/sgc/copyright", "share/doc/sgc/LANGUAGE.md",
        "share/doc/sgc/examples/pipeline/policy.sg", "share/doc/sgc/targets/nftables.md"}) {
    EXPECT_TRUE(fs::is_regular_file(fs::path(installed_prefix()) / file)) << file;
  }
  work.put("policy.sg", kWeb);
  const ProgramResult run =
      run_program({{installed_prefix() + "/bin/sgc", "compile", "policy.sg", "-t", "xdp", "-o", "out"},
                   work.path(),
                   {},
                   {}});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(work.has("out/xdp/web.bpf.c")) << "its templates are in it";
}

TEST(Installed, TheManualPageHasNoSlipsAndNamesEveryOption) {
  if (!has_program("groff")) GTEST_SKIP() << "groff is not installed";
  const std::string page = installed_prefix() + "/share/man/man1/sgc.1.gz";
  const ProgramResult run = run_shell(
      "LC_ALL=C.UTF-8 GROFF_NO_SGR=1 MANWIDTH=200 sh -c 'gzip -dc \"$0\" | groff -man -Tutf8 -ww -rLL=200n | "
      "sed \"s/.\\x08//g\"' '" +
          page + "'",
      "/");
  EXPECT_EQ(run.err, "");
  for (const char* const part :
       {"sgc compile FILE... -t TARGET[,TARGET...] -o DIR", "--keep-times", "--completion SHELL",
        "EXIT STATUS", "assert allow ssh from admins to backend",
        "sgc explain FILE... \"tcp 203.0.113.9 -> edge 80\""}) {
    EXPECT_THAT(run.out, HasSubstr(part));
  }
}

}  // namespace
}  // namespace sgc
