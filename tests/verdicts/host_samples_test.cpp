// Every sample of the repository: each of its points as the kernel judges it.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "tests/verdicts/host_fixture.h"

namespace sgc::verdicts {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// What lies beside a sample's policy, by the path that it says.
test::Feeds files_beside(const fs::path& folder) {
  test::Feeds files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const bool is_policy = entry.path() == folder / "policy.sg";
    if (entry.is_regular_file() && !is_policy) files[fs::relative(entry.path(), folder).string()] = read_file(entry.path());
  }
  return files;
}

// A sample that leaves its feed to be made: a smaller one, and the policy that takes as few.
void make_feed(const fs::path& folder, std::string& policy, test::Feeds& files) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> made(popen(("'" + (folder / "make-feed").string() + "' 20000").c_str(), "r"), pclose);
  ASSERT_NE(made, nullptr);
  std::string feed;
  std::array<char, 1U << 16U> part{};
  while (const std::size_t got = std::fread(part.data(), 1, part.size(), made.get())) feed.append(part.data(), got);
  files["feeds/offenders.netset"] = std::move(feed);

  const std::string least = "min 900000";
  ASSERT_NE(policy.find(least), std::string::npos);
  policy.replace(policy.find(least), least.size(), "min 20000");
}

bool has_file(const ir::Point& point) { return point.acl() == nullptr && !point.external(); }

class HostSamplesTest : public HostTest {};
INSTANTIATE_TEST_SUITE_P(Hosts, HostSamplesTest, testing::ValuesIn(host_targets()), name_of_target);

TEST_P(HostSamplesTest, EverySampleIsExact) {
  std::size_t points = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(SGC_SOURCE_DIR) / "samples")) {
    if (!fs::exists(entry.path() / "policy.sg")) continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::string text = read_file(entry.path() / "policy.sg") + "\n" + host_options("baseline off");
    test::Feeds files = files_beside(entry.path());
    if (fs::exists(entry.path() / "make-feed")) make_feed(entry.path(), text, files);
    const CompiledPolicy compiled(text, {}, files);
    for (const ir::Point& point : compiled.policy().points) {
      if (!has_file(point)) continue;
      expect_agreement(compiled, point.name, Form::Usual, 500);
      expect_agreement(compiled, point.name, Form::Forced, 500);
      ++points;
    }
  }
  EXPECT_GT(points, 20U);
}

}  // namespace
}  // namespace sgc::verdicts
