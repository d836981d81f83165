#include "tests/integration/workplace.h"

#include <fmt/format.h>

namespace sgc {

namespace fs = std::filesystem;

const std::string kWeb = R"(securitygroup web {
  members 10.0.1.0/24, 2001:db8:1::/64
  inbound { allow http from any }
}
)";

void Workplace::put(const std::string& name, const std::string& bytes) const {
  fs::create_directories(fs::path(folder_ / name).parent_path());
  folder_.put(name, bytes);
}

std::map<std::string, std::string> Workplace::tree(const std::string& name) const {
  std::map<std::string, std::string> files;
  if (!fs::is_directory(folder_ / name)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / name)) {
    if (entry.is_regular_file()) {
      files[entry.path().lexically_relative(folder_ / name).string()] = content(entry.path().string());
    }
  }
  return files;
}

std::string many_points(int count, int variant) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += fmt::format(
        "securitygroup p{} {{\n  members 10.{}.{}.0/24\n  inbound {{ allow tcp {} from any4 }}\n}}\n", i,
        i / 250, i % 250, 1000 + variant);
  }
  return text;
}

}  // namespace sgc
