#include "tests/verdicts/harness/temporary_folder.h"

#include <cstdlib>
#include <string>
#include <system_error>

#include "tests/verdicts/harness/harness_error.h"

namespace sgc::verdicts {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "sgc-lab-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw HarnessError::system("cannot make a folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace sgc::verdicts
