#include "compiler/sema/file_errors.h"

#include "compiler/support/assert.h"

namespace sgc::sema {

void report_file_error(const LoadedFile& loaded, const ast::String& path, Sink& sink) {
  switch (loaded.status) {
    case LoadedFile::Status::Ok: SGC_ASSERT(false, "only a file that failed is reported"); return;
    case LoadedFile::Status::Missing:
      sink.report(diagnose(kind::NamedFileMissing, path.span, path.value)
                      .with_help("paths are relative to the file that names them"));
      return;
    case LoadedFile::Status::Unreadable:
      sink.report(diagnose(kind::NamedFileUnreadable, path.span, path.value, loaded.reason));
      return;
    case LoadedFile::Status::Damaged:
      sink.report(diagnose(kind::NamedFileDamaged, path.span, path.value, loaded.reason)
                      .with_help("fetch it again: what was read so far is not used"));
      return;
    case LoadedFile::Status::Outside:
      sink.report(diagnose(kind::PathLeavesFolders, path.span, path.value)
                      .with_help("move the file below the policy's folder, or allow its folder with -I"));
      return;
  }
}

}  // namespace sgc::sema
