// Every sample compiles for the targets that samples/README.md names, and proves its assertions on the way.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "targets/target.h"
#include "tests/integration/workplace.h"
#include "tests/night.h"

namespace sgc {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

const fs::path kSamples = fs::path(SGC_SOURCE_DIR) / "samples";

struct Sample {
  std::string name;
  std::vector<std::string> targets;
};

std::vector<std::string> words_of(std::string text) {
  std::replace(text.begin(), text.end(), ',', ' ');
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

// "NAME" of "[NAME](NAME/)"; empty where the cell is none of a sample.
std::string linked_name(const std::string& cell) {
  const std::size_t begin = cell.find('[');
  const std::size_t end = cell.find("](");
  return begin == std::string::npos || end == std::string::npos ? "" : cell.substr(begin + 1, end - begin - 1);
}

// The rows of the table: name and targets are its first two cells.
std::vector<Sample> samples() {
  std::vector<Sample> rows;
  std::ifstream page(kSamples / "README.md");
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| ")) continue;
    std::istringstream cells(line.substr(1));
    std::string name;
    std::string targets;
    std::getline(std::getline(cells, name, '|'), targets, '|');
    if (!linked_name(name).empty()) rows.push_back({linked_name(name), words_of(targets)});
  }
  return rows;
}

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Targets that a `target` block of the policy names.
std::vector<std::string> target_blocks(const std::string& policy) {
  constexpr std::string_view kWord = "target ";
  std::vector<std::string> names;
  std::istringstream lines(policy);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kWord)) names.push_back(line.substr(kWord.size(), line.find(' ', kWord.size()) - kWord.size()));
  }
  return names;
}

// What the sample leaves to be made; fewer entries than it says, where the night is not for tests.
void make_feed(const Workplace& work) {
  const bool whole = at_night();
  fs::create_directories(work / "feeds");
  const ProgramResult made = work.shell(fmt::format("./make-feed {} > feeds/offenders.netset", whole ? 1000000 : 20000));
  ASSERT_EQ(made.status, 0) << made.err;
  if (whole) return;
  std::string policy = work.read("policy.sg");
  const std::string least = "min 900000";
  ASSERT_NE(policy.find(least), std::string::npos);
  work.put("policy.sg", policy.replace(policy.find(least), least.size(), "min 20000"));
}

class SampleCompiles : public testing::Test {
 public:
  explicit SampleCompiles(Sample sample) : sample_(std::move(sample)) {}

  void TestBody() override {
    const std::string policy = read(kSamples / sample_.name / "policy.sg");
    EXPECT_THAT(policy, HasSubstr("\nassert ")) << "a sample says what it promises";
    for (const std::string& name : target_blocks(policy)) {
      if (targets::find_target(name) == nullptr) GTEST_SKIP() << "this sgc has no target " << name;
    }

    std::string known;
    for (const std::string& name : sample_.targets) {
      if (targets::find_target(name) != nullptr) known += (known.empty() ? "" : ",") + name;
    }
    if (known.empty()) GTEST_SKIP() << "this sgc has none of its targets";

    const Workplace work;
    fs::copy(kSamples / sample_.name, work.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    if (fs::exists(work / "make-feed")) {
      ASSERT_NO_FATAL_FAILURE(make_feed(work));
    }

    const ProgramResult run = work.sgc({"compile", "policy.sg", "-t", known, "-o", "out", "--today", "2026-06-01"});
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_TRUE(work.has("out/manifest.json"));
    expect_assertions_bite(work, work.read("policy.sg"));
  }

 private:
  // An assertion that is turned round must fail, or the sample would prove nothing.
  static void expect_assertions_bite(const Workplace& work, const std::string& policy) {
    constexpr std::string_view kAllow = "\nassert allow ";
    constexpr std::string_view kDeny = "\nassert deny ";
    const std::size_t at = std::min(policy.find(kAllow), policy.find(kDeny));
    ASSERT_NE(at, std::string::npos);
    const bool allows = policy.compare(at, kAllow.size(), kAllow) == 0;
    std::string turned = policy;
    turned.replace(at, (allows ? kAllow : kDeny).size(), allows ? kDeny : kAllow);
    work.put("turned.sg", turned);
    const ProgramResult run = work.sgc({"check", "turned.sg", "--today", "2026-06-01"});
    EXPECT_EQ(run.status, 1);
    EXPECT_THAT(run.err, HasSubstr("[SGC3040]"));
  }

  Sample sample_;
};

const bool kRegistered = [] {
  for (const Sample& sample : samples()) {
    testing::RegisterTest("Samples", sample.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [sample]() -> testing::Test* { return new SampleCompiles(sample); });
  }
  return true;
}();

TEST(Samples, AreAllInTheTable) {
  EXPECT_TRUE(kRegistered);
  std::set<std::string> told;
  for (const Sample& sample : samples()) told.insert(sample.name);
  std::set<std::string> there;
  for (const auto& entry : fs::directory_iterator(kSamples)) {
    if (fs::exists(entry.path() / "policy.sg")) there.insert(entry.path().filename().string());
  }
  EXPECT_EQ(told, there);
}

}  // namespace
}  // namespace sgc
