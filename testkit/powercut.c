/* The power-cut shim (LD_PRELOAD): a shadow directory receives a file's bytes only when the program
 * syncs that file, so that after SIGKILL the shadow is what a power cut would have left.
 *
 *   POWERCUT_LIVE    the directory the program works in
 *   POWERCUT_SHADOW  the directory that receives what was synced
 *
 * Deletions and renames become durable with the sync of their directory. Shared memory (SQLite's
 * `-shm`) is never synced and so never gets here, as it should be. What is copied is what was
 * written since the last sync, in place: a kill in the midst of it leaves half a sync, as a power
 * cut may. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES_MAX 4096
#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

/* What is known of each file: its name in the shadow ("": not synced yet) and the span that was
 * written since it was last synced. */
struct file { ino_t inode; char name[PATH_MAX]; off_t from, to; };
static struct file *files;
static int count;
/* Two threads may write and sync one file, or a file and its directory. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *what) { perror(what); abort(); }

static struct file *file_of(ino_t inode) {
    if (!files && !(files = calloc(FILES_MAX, sizeof *files))) fail("powercut: memory");
    for (int i = 0; i < count; i++)
        if (files[i].inode == inode) return &files[i];
    if (count == FILES_MAX) { fprintf(stderr, "powercut: too many files\n"); abort(); }
    struct file *file = &files[count++];
    *file = (struct file){ .inode = inode };
    return file;
}

/* The device of the live directory, found once. */
static dev_t device;
static void find_device(void) {
    struct stat directory;
    if (stat(getenv("POWERCUT_LIVE"), &directory)) fail("powercut: live directory");
    device = directory.st_dev;
}

static int is_ours(int fd, struct stat *status) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!getenv("POWERCUT_LIVE") || !getenv("POWERCUT_SHADOW")) return 0;
    pthread_once(&once, find_device);
    return !fstat(fd, status) && status->st_dev == device;
}

/* Notes that bytes [from, to) of a file were written. */
static void written(int fd, off_t from, ssize_t length) {
    struct stat status;
    if (length <= 0 || !is_ours(fd, &status) || !S_ISREG(status.st_mode)) return;
    pthread_mutex_lock(&lock);
    struct file *file = file_of(status.st_ino);
    if (file->from == file->to) file->from = from, file->to = from + length;
    if (from < file->from) file->from = from;
    if (from + length > file->to) file->to = from + length;
    pthread_mutex_unlock(&lock);
}

static void make_parents(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0755);
        *slash = '/';
    }
}

static void sync_file(int fd, struct stat *status, char *out) {
    static char bytes[1 << 20];
    struct file *file = file_of(status->st_ino);
    make_parents(out);
    int is_new = strcmp(file->name, out) || access(out, F_OK);
    /* Not cut first: a kill in the midst must not lose what an earlier life had synced. */
    int copy = open(out, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (copy < 0) fail("powercut: open");
    off_t at = is_new ? 0 : file->from, end = is_new ? status->st_size : file->to;
    while (at < end) {
        size_t wanted = end - at < (off_t)sizeof bytes ? (size_t)(end - at) : sizeof bytes;
        ssize_t got = pread(fd, bytes, wanted, at);
        if (got < 0) fail("powercut: read");
        if (got == 0) break;
        if (REAL("pwrite", ssize_t (*)(int, const void *, size_t, off_t))(copy, bytes, got, at) != got)
            fail("powercut: write");
        at += got;
    }
    if (REAL("ftruncate", int (*)(int, off_t))(copy, status->st_size)) fail("powercut: truncate");
    close(copy);
    file->from = file->to = 0;
    snprintf(file->name, sizeof file->name, "%s", out);
}

static void sync_directory(const char *live, const char *dark) {
    char from[PATH_MAX + 300], to[PATH_MAX + 300];
    struct dirent *entry;
    struct stat status;
    DIR *directory = opendir(live);
    while (directory && (entry = readdir(directory))) {
        snprintf(from, sizeof from, "%s/%s", live, entry->d_name);
        snprintf(to, sizeof to, "%s/%s", dark, entry->d_name);
        if (stat(from, &status) || !S_ISREG(status.st_mode)) continue;
        struct file *file = file_of(status.st_ino);
        if (file->name[0] && strcmp(file->name, to) && !rename(file->name, to))
            snprintf(file->name, sizeof file->name, "%s", to);
    }
    if (directory) closedir(directory);
    directory = opendir(dark);
    while (directory && (entry = readdir(directory))) {
        snprintf(from, sizeof from, "%s/%s", live, entry->d_name);
        snprintf(to, sizeof to, "%s/%s", dark, entry->d_name);
        if (entry->d_type == DT_REG && access(from, F_OK)) unlink(to);
    }
    if (directory) closedir(directory);
}

static void synced(int fd) {
    char link[64], path[PATH_MAX], out[PATH_MAX * 2];
    const char *live = getenv("POWERCUT_LIVE");
    struct stat status;
    if (!is_ours(fd, &status)) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    if (strncmp(path, live, strlen(live))) return;
    snprintf(out, sizeof out, "%s%s", getenv("POWERCUT_SHADOW"), path + strlen(live));
    pthread_mutex_lock(&lock);
    /* Asked again under the lock: a length from before it may be that of an earlier commit, and the
     * shadow would be cut to it behind the sync of a later one. */
    if (fstat(fd, &status)) fail("powercut: stat");
    if (S_ISDIR(status.st_mode)) {
        sync_directory(path, out);
    } else if (S_ISREG(status.st_mode) && status.st_nlink > 0) {
        /* The descriptor may be for writing only. */
        int readable = open(link, O_RDONLY | O_CLOEXEC);
        if (readable < 0) fail("powercut: reopen");
        sync_file(readable, &status, out);
        close(readable);
    }
    pthread_mutex_unlock(&lock);
}

int fsync(int fd) {
    int result = REAL("fsync", int (*)(int))(fd);
    if (!result) synced(fd);
    return result;
}

int fdatasync(int fd) {
    int result = REAL("fdatasync", int (*)(int))(fd);
    if (!result) synced(fd);
    return result;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t result = REAL("write", ssize_t (*)(int, const void *, size_t))(fd, bytes, length);
    if (at >= 0) written(fd, at, result);
    return result;
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t result = REAL("writev", ssize_t (*)(int, const struct iovec *, int))(fd, parts, number);
    if (at >= 0) written(fd, at, result);
    return result;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    ssize_t result =
        REAL("pwrite", ssize_t (*)(int, const void *, size_t, off_t))(fd, bytes, length, at);
    written(fd, at, result);
    return result;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    ssize_t result =
        REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(fd, bytes, length, at);
    written(fd, at, result);
    return result;
}
