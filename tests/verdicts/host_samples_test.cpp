// Every sample of the repository: each of its points as the kernel judges it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
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
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).string()] = read_file(entry.path());
  }
  return files;
}

bool has_file(const ir::Point& point) { return point.acl() == nullptr && !point.external(); }

class HostSamplesTest : public HostTest {};
INSTANTIATE_TEST_SUITE_P(Hosts, HostSamplesTest, testing::ValuesIn(host_targets()), name_of_target);

TEST_P(HostSamplesTest, EverySampleIsExact) {
  std::size_t points = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(SGC_SOURCE_DIR) / "samples")) {
    if (!fs::exists(entry.path() / "policy.sg")) continue;
    SCOPED_TRACE(entry.path().filename().string());
    const std::string text = read_file(entry.path() / "policy.sg") + "\n" + host_options("baseline off");
    const CompiledPolicy compiled(text, {}, files_beside(entry.path()));
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
