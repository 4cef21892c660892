# The distribution's libraries that the sandbox and the command link, as archives where it has them: half of a start's time went
# into loading twenty shared objects (docs/decisions/0018). The function finds its own (OpenSSL alone).
set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
set(OPENSSL_USE_STATIC_LIBS ON)

find_package(CLI11 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(pugixml REQUIRED)
if(NOT TARGET pugixml::static)
  add_library(pugixml::static ALIAS pugixml::pugixml)
endif()
find_library(ENI_YAML_CPP yaml-cpp REQUIRED)

# The archive does not say what it needs. Its writer of the format xar, which nobody asks for, would need libxml2, and that ICU.
find_package(LibArchive REQUIRED)
set(ENI_ARCHIVE_NEEDS "")
foreach(name nettle bz2 lzma z zstd)
  find_library(ENI_LIBRARY_${name} ${name} REQUIRED)
  list(APPEND ENI_ARCHIVE_NEEDS "${ENI_LIBRARY_${name}}")
endforeach()
set(ENI_ARCHIVE_WITHOUT_XAR "-Wl,--defsym,archive_write_set_format_xar=0")
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LIBRARIES LibArchive::LibArchive ${ENI_ARCHIVE_NEEDS})
set(CMAKE_REQUIRED_LINK_OPTIONS ${ENI_ARCHIVE_WITHOUT_XAR})
check_cxx_source_compiles("
  #include <archive.h>
  int main() {
    archive_read_support_format_zip_seekable(archive_read_new());
    archive_read_support_filter_gzip(archive_read_new());
    return archive_write_set_format_zip(archive_write_new());
  }" ENI_ARCHIVE_IS_STATIC)
unset(CMAKE_REQUIRED_LIBRARIES)
unset(CMAKE_REQUIRED_LINK_OPTIONS)
if(ENI_ARCHIVE_IS_STATIC)
  target_link_libraries(LibArchive::LibArchive INTERFACE ${ENI_ARCHIVE_NEEDS})
  target_link_options(LibArchive::LibArchive INTERFACE ${ENI_ARCHIVE_WITHOUT_XAR})
else()
  find_library(ENI_ARCHIVE_SHARED libarchive.so REQUIRED)
  set_target_properties(LibArchive::LibArchive PROPERTIES IMPORTED_LOCATION "${ENI_ARCHIVE_SHARED}")
endif()

# Sanitizers bring runtimes of their own, which know the shared objects.
if(NOT ENI_SANITIZE)
  add_link_options(-static-libstdc++ -static-libgcc)
endif()
