#include "compiler/support/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace sgc {

Descriptor::~Descriptor() {
  const int saved = errno;
  close();
  errno = saved;
}

int Descriptor::close() {
  if (!open()) return 0;
  // Linux has let go of the number even when a signal interrupted the call: never again.
  const int result = ::close(std::exchange(number_, kNone));
  return result == 0 || errno == EINTR ? 0 : errno;
}

Descriptor open_file(const std::string& path, int flags, unsigned mode) {
  int number = -1;
  do {
    number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (number < 0 && errno == EINTR);
  return Descriptor(number);
}

std::string errno_text(int error) {
  return in_lower_case(std::generic_category().message(error));
}

std::string in_lower_case(std::string sentence) {
  if (sentence.empty()) return sentence;
  char& first = sentence.front();
  if (first >= 'A' && first <= 'Z') first = static_cast<char>(first - 'A' + 'a');
  return sentence;
}

}  // namespace sgc
