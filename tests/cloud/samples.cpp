#include "tests/cloud/samples.h"

#include <algorithm>
#include <filesystem>

#include "tests/unit/support/temporary_folder.h"

namespace sgc::cloud_test {

std::vector<Sample> samples_of(std::string_view target) {
  std::vector<Sample> samples;
  for (const auto& entry : std::filesystem::directory_iterator(SGC_SOURCE_DIR "/samples")) {
    const std::string name = entry.path().filename();
    if (name.starts_with(std::string(target) + "-")) samples.push_back({name, content(entry.path() / "policy.sg")});
  }
  std::sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return samples;
}

}  // namespace sgc::cloud_test
