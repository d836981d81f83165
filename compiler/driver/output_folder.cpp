#include "compiler/driver/output_folder.h"

#include "compiler/support/descriptor.h"

namespace sgc::driver {

namespace fs = std::filesystem;

OutputFolder::OutputFolder(const std::string& directory) {
  fs::path so_far;
  for (const fs::path& part : fs::path(directory)) {
    so_far /= part;
    std::error_code error;
    if (fs::is_directory(so_far, error)) continue;
    if (fs::exists(fs::symlink_status(so_far, error))) {
      fault_ = "it is no folder";
      return;
    }
    if (fs::create_directory(so_far, error)) {
      made_.push_back(so_far);
    } else if (error) {
      fault_ = errno_text(error.value());
      return;
    }
  }
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;  // it is not empty, then: somebody else uses it
  for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) fs::remove(*folder, ignored);
}

}  // namespace sgc::driver
