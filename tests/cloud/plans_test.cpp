// The plans of the samples, byte for byte, reviewed against the tables of the clouds' own documents: rules in their
// order, ports, sources and verdicts. `plans/SAMPLE.json` is the plan.json of samples/SAMPLE; the files of its calls
// say the same and are held against it elsewhere. SGC_UPDATE_GOLDENS=1 writes what differs.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/cloud/compiled.h"
#include "tests/cloud/samples.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc::cloud_test {
namespace {

class Plans : public testing::TestWithParam<std::string> {};

TEST_P(Plans, of_samples_are_as_reviewed) {
  int compared = 0;
  for (const Sample& sample : samples_of(GetParam())) {
    const Compiled compiled = compile(sample.text, GetParam(), {}, true);
    ASSERT_TRUE(compiled.ok()) << sample.name << ": " << compiled.messages();
    const std::string golden = SGC_SOURCE_DIR "/tests/cloud/plans/" + sample.name + ".json";
    const std::string& plan = compiled.files.front().bytes;
    ++compared;
    if (content(golden) == plan) continue;
    if (std::getenv("SGC_UPDATE_GOLDENS") != nullptr) {
      std::filesystem::create_directories(SGC_SOURCE_DIR "/tests/cloud/plans");
      std::ofstream(golden, std::ios::binary) << plan;
    } else {
      ADD_FAILURE() << sample.name << " has another plan; if that is meant: SGC_UPDATE_GOLDENS=1\n" << plan;
    }
  }
  EXPECT_GT(compared, 0);
}

INSTANTIATE_TEST_SUITE_P(Clouds, Plans, testing::Values("tencent", "aws", "alibaba"), [](const auto& each) { return each.param; });

}  // namespace
}  // namespace sgc::cloud_test
