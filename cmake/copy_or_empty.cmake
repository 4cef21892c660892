# cmake -DFROM=FILE -DTO=FILE -P copy_or_empty.cmake: TO has FROM's bytes, or none where FROM is not there. TO is written only if
# that changes it.
if(EXISTS "${FROM}")
  cmake_path(GET TO PARENT_PATH folder)
  file(MAKE_DIRECTORY "${folder}")
  execute_process(COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${FROM}" "${TO}" COMMAND_ERROR_IS_FATAL ANY)
else()
  file(CONFIGURE OUTPUT "${TO}" CONTENT "" @ONLY)
endif()
