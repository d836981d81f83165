// The samples of one cloud, by the name of their folder: those that begin with the target's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sgc::cloud_test {

struct Sample {
  std::string name;  // "tencent-cvm-1-ssh"
  std::string text;
};

// By name. None of them reads other files.
std::vector<Sample> samples_of(std::string_view target);

}  // namespace sgc::cloud_test
