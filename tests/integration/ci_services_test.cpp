// The files for CI services and the hook of git, run as far as this machine can: every step but those that
// install sgc and those that are the services' own.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/integration/installed.h"
#include "tests/integration/workplace.h"

namespace sgc {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr int kPolicyErrors = 1;
const std::string kSample = std::string(SGC_SOURCE_DIR) + "/samples/pipeline";

// A repository whose policy lies in a folder of it, and a CI service that runs steps there.
class Service : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_program("jq")) GTEST_SKIP() << "jq is not installed";
    if (run_shell("python3 -c 'import yaml'", "/").status != 0)
      GTEST_SKIP() << "python3-yaml is not installed";
    fs::copy(kSample, work_ / "site", fs::copy_options::recursive);
  }
  void read_steps(const std::string& file) {
    const ProgramResult run = run_program(
        {{"python3", SGC_SOURCE_DIR "/tests/integration/ci_steps.py", kSample + "/" + file}, "/", {}, {}});
    ASSERT_EQ(run.status, 0) << run.err;
    const Json answer = Json::parse(run.out);
    answer["jobs"].get_to(jobs_);
    answer["environment"].get_to(environment_);
    environment_["POLICY"] = "site/policy.sg";
  }
  // The steps of a job, each in a shell of its own that ends at the first failure; the service's own words
  // replaced.
  int step(const std::string& job, std::size_t number, const std::string& share = "1") const {
    std::string script = jobs_.at(job).at(number);
    const std::string word = "${{ matrix.share }}";
    if (const std::size_t at = script.find(word); at != std::string::npos)
      script.replace(at, word.size(), share);
    EXPECT_EQ(script.find("${{"), std::string::npos) << script;
    std::string settings;
    for (const auto& [name, value] : environment_) settings += fmt::format("export {}='{}'\n", name, value);
    return work_.shell(settings + "set -e\n" + script).status;
  }
  void break_policy() const {
    work_.shell("sed -i 's/allow ssh         from admins/allow ssh from nobody/' site/policy.sg");
  }

  Workplace work_;
  std::map<std::string, std::vector<std::string>> jobs_;
  std::map<std::string, std::string> environment_;
};

// ---- GitHub -------------------------------------------------------------------------------------

// What GitHub demands of an upload, beyond that it is SARIF: a rule, a text, and a place in the repository.
void expect_uploadable(const Json& sarif, const Workplace& work) {
  EXPECT_EQ(sarif["version"], "2.1.0");
  const Json& run = sarif["runs"].at(0);
  EXPECT_EQ(run["tool"]["driver"]["name"], "sgc");
  std::set<std::string> rules;
  for (const Json& rule : run["tool"]["driver"]["rules"]) rules.insert(rule["id"]);
  for (const Json& result : run["results"]) {
    EXPECT_TRUE(rules.contains(result["ruleId"]));
    EXPECT_FALSE(result["message"]["text"].get<std::string>().empty());
    const Json& place = result["locations"].at(0)["physicalLocation"];
    EXPECT_TRUE(work.has(place["artifactLocation"]["uri"])) << place;
    EXPECT_GE(place["region"]["startLine"], 1);
  }
}

class GitHub : public Service {
 protected:
  void SetUp() override {
    Service::SetUp();
    if (!IsSkipped()) read_steps("github/sgc.yml");
  }
  enum Step : std::size_t { kCheck, kNameFiles, kCompile };
};

TEST_F(GitHub, AnnotatesAndCompilesASoundPolicy) {
  EXPECT_EQ(step("check", kCheck), 0);
  EXPECT_EQ(step("check", kNameFiles), 0);
  EXPECT_EQ(step("check", kCompile), 0);
  expect_uploadable(Json::parse(work_.read("sgc.root.sarif")), work_);
  EXPECT_TRUE(work_.has("rules/nftables/backend.nft"));
}

TEST_F(GitHub, FailsAndAnnotatesTheLine) {
  break_policy();
  EXPECT_EQ(step("check", kCheck), kPolicyErrors);
  EXPECT_EQ(step("check", kNameFiles), 0);
  const Json sarif = Json::parse(work_.read("sgc.root.sarif"));
  expect_uploadable(sarif, work_);
  const Json& place = sarif["runs"][0]["results"].at(0)["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "site/policy.sg");
  EXPECT_EQ(place["region"]["startLine"], 10);
}

TEST_F(GitHub, ShowsWhatIsAboutNoLineAtThePolicy) {
  fs::permissions(work_ / "site/policy.sg", fs::perms::none);
  fs::remove(work_ / "site/policy.sg");
  EXPECT_NE(step("check", kCheck), 0);
  EXPECT_EQ(step("check", kNameFiles), 0);
  const Json sarif = Json::parse(work_.read("sgc.root.sarif"));
  const Json& result = sarif["runs"][0]["results"].at(0);
  EXPECT_EQ(result["ruleId"], "SGC9020");
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "site/policy.sg");
}

TEST_F(GitHub, SharesAreTheWhole) {
  for (const char* const share : {"1", "2", "3", "4"}) {
    ASSERT_EQ(step("share", 0, share), 0);
    fs::rename(work_ / "share", work_ / ("share-" + std::string(share)));
  }
  ASSERT_EQ(step("join", 0), 0);
  ASSERT_EQ(step("check", kCompile), 0);
  EXPECT_EQ(work_.tree("fleet"), work_.tree("rules"));
}

// ---- GitLab -------------------------------------------------------------------------------------

class GitLab : public Service {
 protected:
  void SetUp() override {
    Service::SetUp();
    if (!IsSkipped()) read_steps("gitlab/gitlab-ci.yml");
  }
};

TEST_F(GitLab, ReportsCodeQuality) {
  EXPECT_EQ(step("check", 0), 0);
  EXPECT_EQ(Json::parse(work_.read("gl-code-quality-report.json")), Json::array());
  EXPECT_EQ(step("compile", 0), 0);
  EXPECT_TRUE(work_.has("rules/manifest.json"));

  break_policy();
  EXPECT_EQ(step("check", 0), kPolicyErrors);
  const Json report = Json::parse(work_.read("gl-code-quality-report.json"));
  ASSERT_FALSE(report.empty());
  std::set<std::string> fingerprints;
  for (const Json& finding : report) {
    EXPECT_FALSE(finding["description"].get<std::string>().empty());
    EXPECT_FALSE(finding["check_name"].get<std::string>().empty());
    EXPECT_TRUE(fingerprints.insert(finding["fingerprint"]).second)
        << "GitLab merges what has one fingerprint";
    EXPECT_TRUE((std::set<std::string>{"info", "minor", "major", "critical", "blocker"}.contains(
        finding["severity"])));
    EXPECT_TRUE(work_.has(finding["location"]["path"])) << finding;
    EXPECT_GE(finding["location"]["lines"]["begin"], 1);
  }
}

// ---- git ----------------------------------------------------------------------------------------

class Hook : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_program("git")) GTEST_SKIP() << "git is not installed";
    fs::copy(kSample, work_.path(), fs::copy_options::recursive);
    ASSERT_EQ(git("init -q . && cp git/pre-commit .git/hooks/pre-commit && git add .").status, 0);
  }
  ProgramResult git(const std::string& arguments) const {
    return work_.shell(
        "export HOME=. GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org "
        "GIT_COMMITTER_NAME=a "
        "GIT_COMMITTER_EMAIL=a@example.org; git " +
        arguments);
  }
  ProgramResult commit(const std::string& options = "") const {
    return git("commit -q -m change " + options);
  }
  void edit(const std::string& from, const std::string& to) const {
    work_.shell("sed -i 's/" + from + "/" + to + "/' policy.sg");
  }
  Workplace work_;
};

TEST_F(Hook, LetsASoundPolicyThroughAndRefusesOthers) {
  EXPECT_EQ(commit().status, 0);
  edit("from admins", "from nobody");
  const ProgramResult refused = commit("-a");
  EXPECT_NE(refused.status, 0);
  EXPECT_THAT(refused.err, HasSubstr("policy.sg:10:"));
  EXPECT_THAT(refused.err, HasSubstr("nothing is committed"));
  EXPECT_EQ(git("rev-list --count HEAD").out, "1\n");
  EXPECT_EQ(commit("-a --no-verify").status, 0);
}

TEST_F(Hook, ChecksWhatIsStagedAndNotWhatLiesThere) {
  ASSERT_EQ(commit().status, 0);
  edit("from admins", "from nobody");
  git("add policy.sg");
  edit("from nobody", "from admins");
  EXPECT_NE(commit().status, 0) << "the mend is not staged";
  git("add policy.sg");
  edit("from admins", "from nobody");
  EXPECT_EQ(commit("--allow-empty").status, 0) << "the slip is not staged";
}

TEST_F(Hook, RefusesAMissingFeedAndChecksEveryPolicyThatIsNamed) {
  git("rm -q --cached feeds/drop.netset");
  EXPECT_NE(commit().status, 0) << "it would be missing for everybody else";
  git("add feeds/drop.netset");
  work_.put("other site/policy.sg",
            "securitygroup web { members 10.0.1.0/24 inbound { allow ssh from nobody } }\n");
  git("add 'other site'");
  EXPECT_EQ(commit().status, 0) << "it is not named";
  git("config --add sgc.policy policy.sg");
  git("config --add sgc.policy 'other site/policy.sg'");
  EXPECT_NE(commit("--allow-empty").status, 0);
}

}  // namespace
}  // namespace sgc
