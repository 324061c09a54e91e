"""Which build of torch is in use, and which other one could be fetched; sizes in bytes."""

import msgspec


class RuntimeState(msgspec.Struct, frozen=True):
    """What a person is told before anything is fetched.

    `bundled` is the version of the torch that came with the program, `bundled_cuda` whether it
    can use NVIDIA cards. `active` is the folder of the fetched build in use, or empty; `ignored`
    is the code of the reason why a fetched build is not used. `refused` is the code of the reason
    why none can be fetched here, or empty. `index` is the package index that would be asked;
    empty means pip's default. `download` and `installed` are about what comes and what stays.
    """

    bundled: str
    bundled_cuda: bool
    folder: str
    active: str = ""
    active_cuda: str = ""
    ignored: str = ""
    refused: str = ""
    index: str = ""
    download: int = 0
    installed: int = 0
